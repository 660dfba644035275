import { readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

async function blueprintOf(document: object) {
  return readBlueprint(await readConfiguration(writeStack(document)));
}

const resources = (resource: object) => ({ provider: { aws: { region: 'eu-west-1' } }, resource });
const code = {
  filename: 'code.zip',
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  role: 'arn:aws:iam::1:role/r',
};

const alias = (name: string, version: string) => ({ name, function_name: 'f', function_version: version });
const permission = { function_name: 'f', action: 'lambda:InvokeFunction', principal: 's3.amazonaws.com' };
const notifying = (arn: string) => ({
  n: { bucket: 'b', lambda_function: { lambda_function_arn: arn, events: ['s3:ObjectCreated:*'] } },
});

describe('readBlueprint', () => {
  it('resolves aliases: their ARN, version, and settings of their own', async () => {
    const { functions, mappings, notifications } = await blueprintOf(ingestStack({ versions: true }));
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:producer';
    expect(functions[0]?.targets).toEqual([
      expect.objectContaining({ qualifier: undefined, arn, version: '$LATEST' }),
      expect.objectContaining({ qualifier: '$LATEST', arn: `${arn}:$LATEST`, version: '$LATEST' }),
      expect.objectContaining({ qualifier: '1', arn: `${arn}:1`, version: '1' }),
      {
        address: 'aws_lambda_alias.producer_live',
        qualifier: 'live',
        arn: `${arn}:live`,
        version: '1',
        asynchronous: expect.objectContaining({
          onFailure: { kind: 's3', arn: 'arn:aws:s3:::failures', name: 'failures' },
        }),
      },
    ]);
    const destinations = functions[0]?.targets.map(({ asynchronous }) => asynchronous.onFailure?.name);
    expect(destinations).toEqual([undefined, undefined, undefined, 'failures']);
    expect(mappings[0]).toMatchObject({ functionName: 'consumer', qualifier: 'live' });
    expect(notifications[0]).toMatchObject({ functionName: 'producer', qualifier: 'live' });
  });

  it('resolves the alias of a destination', async () => {
    const { destinations } = await blueprintOf(
      resources({
        aws_lambda_function: { f: { function_name: 'f', ...code } },
        aws_lambda_function_event_invoke_config: {
          f: {
            function_name: 'f',
            destination_config: {
              on_failure: { destination: 'arn:aws:lambda:eu-west-1:123456789012:function:g:live' },
            },
          },
        },
      }),
    );
    expect(destinations).toMatchObject([{ kind: 'lambda', name: 'g', qualifier: 'live' }]);
  });

  it.each([
    [
      'a notification to an alias with a permission of the function only',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code, publish: true } },
        aws_lambda_alias: { live: alias('live', '${aws_lambda_function.f.version}') },
        aws_lambda_permission: { p: permission },
        aws_s3_bucket_notification: notifying('${aws_lambda_alias.live.arn}'),
      },
      'names f:live, which S3 may not invoke for b: declare an aws_lambda_permission for s3.amazonaws.com with the qualifier live',
    ],
    [
      'a notification to a function with a permission of its alias only',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code } },
        aws_lambda_alias: { live: alias('live', '$LATEST') },
        aws_lambda_permission: { p: { ...permission, qualifier: 'live' } },
        aws_s3_bucket_notification: notifying('${aws_lambda_function.f.arn}'),
      },
      'names f, which S3 may not invoke',
    ],
    [
      'an invoke configuration of an alias that does not exist',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code } },
        aws_lambda_function_event_invoke_config: { c: { function_name: 'f', qualifier: 'live' } },
      },
      'aws_lambda_function_event_invoke_config.c.qualifier names f:live, which the stack does not declare',
    ],
    [
      'a permission of a version that does not exist',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code, publish: true } },
        aws_lambda_permission: { p: { ...permission, qualifier: '2' } },
      },
      'aws_lambda_permission.p.qualifier names f:2, which the stack does not declare',
    ],
    [
      'an alias of a function that does not exist',
      { aws_lambda_alias: { live: alias('live', '1') } },
      'aws_lambda_alias.live.function_name names f, which the stack does not declare',
    ],
    [
      'a function that is its own destination',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code } },
        aws_lambda_function_event_invoke_config: {
          c: {
            function_name: 'f',
            destination_config: { on_failure: { destination: '${aws_lambda_function.f.arn}' } },
          },
        },
      },
      'aws_lambda_function_event_invoke_config.c.destination_config.on_failure.destination names f itself',
    ],
  ])('rejects %s with its address', async (_, resource, message) => {
    await expect(blueprintOf(resources(resource))).rejects.toThrow(message);
  });
});
