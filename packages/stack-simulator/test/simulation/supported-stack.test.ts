import { startSimulation, type FunctionInvoker, type SimulationOptions } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

type Resources = Record<string, Record<string, Record<string, unknown>>>;

const code = 'export const handler = async () => {};';
/** Functions whose code does not run. */
const invoker: FunctionInvoker = { invoke: () => Promise.reject(new Error('not invoked')) };
const scripted = { runsCode: false, invoker };

/** Starts the ingest stack after a change, and returns its unsupported features, or why it is refused. */
async function start(change: (resources: Resources) => void, options: Partial<SimulationOptions> = {}) {
  const stack = structuredClone(ingestStack({ versions: true })) as { resource: Resources };
  change(stack.resource);
  const stackDirectory = writeStack(stack, { 'producer.zip': code, 'consumer.zip': code });
  try {
    const simulation = await startSimulation({ stackDirectory, ...options });
    await simulation.stop();
    return simulation.unsupported.map(({ address, attribute, consequence }) =>
      [address, attribute, consequence].join(' '),
    );
  } catch (error) {
    return String(error);
  }
}

const setEvents =
  (...events: string[]) =>
  (resources: Resources) => {
    const rules = resources['aws_s3_bucket_notification']?.['uploads']?.['lambda_function'] as object[];
    Object.assign(rules[0] ?? {}, { events });
  };
const setConsumer = (settings: object) => (resources: Resources) => {
  Object.assign(resources['aws_lambda_function']?.['consumer'] ?? {}, settings);
};
const pinAlias = (resources: Resources) => {
  Object.assign(resources['aws_lambda_alias']?.['consumer_live'] ?? {}, { function_version: '7' });
};
const addResource = (type: string) => (resources: Resources) => {
  resources[type] = { extra: {} };
};

describe('startSimulation', () => {
  it.each(['python3.12', 'java21', 'provided.al2023'])(
    'runs no code of %s, and says that a script can play it',
    async (runtime) => {
      const refusal = await start(setConsumer({ runtime }));
      expect(refusal).toContain(
        `aws_lambda_function.consumer.runtime: a local run executes Node.js functions, and this is ${runtime}`,
      );
      expect(await start(setConsumer({ runtime }), { invoker })).toBe(refusal);
      expect(await start(setConsumer({ runtime }), scripted)).toBeInstanceOf(Array);
    },
  );

  it.each([
    ['layers', { layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:l:1'] }],
    [
      'a container image',
      { package_type: 'Image', image_uri: 'i', handler: null, runtime: null, filename: null },
    ],
    ['code in a bucket', { s3_bucket: 'code', s3_key: 'c.zip', filename: null }],
  ])('plays %s, and refuses to run it', async (_, settings) => {
    expect(await start(setConsumer(settings))).toContain('StackUnsupportedError');
    expect(await start(setConsumer(settings), scripted)).toBeInstanceOf(Array);
  });

  it('plays an alias of a version that the stack does not publish, and lists it', async () => {
    expect(await start(pinAlias)).toContain('version 7 of consumer is not in the stack');
    expect(await start(pinAlias, scripted)).toContain(
      'aws_lambda_alias.consumer_live function_version version 7 of consumer is not in the stack, so version 1 would run instead',
    );
  });

  it('names the option that allows unsupported features, for the command and for the library', async () => {
    expect(await start(addResource('aws_rds_cluster'))).toMatch(
      /Use --allow-unsupported .*\(in the library: allowUnsupported\)/,
    );
  });

  it('lists the kinds of events that are never sent, and refuses a rule that has no other', async () => {
    const listed = await start(setEvents('s3:ObjectCreated:*', 's3:ObjectRestore:*'));
    expect(listed).toContain(
      'aws_s3_bucket_notification.uploads.lambda_function events a run never sends s3:ObjectRestore:*',
    );
    const refused = await start(setEvents('s3:ObjectRestore:*', 's3:LifecycleExpiration:*'));
    expect(refused).toContain('events: a run never sends s3:ObjectRestore:*, s3:LifecycleExpiration:*');
  });

  it.each([6, 10])(
    'runs %d filters only if it is allowed, because they need a quota increase',
    async (count) => {
      const filter = Array.from({ length: count }, (_, index) => ({ pattern: `{"data":{"a":[${index}]}}` }));
      const change = (resources: Resources) => {
        Object.assign(resources['aws_lambda_event_source_mapping']?.['consumer_mapping'] ?? {}, {
          filter_criteria: { filter },
        });
      };
      expect(await start(change)).toContain(`after a quota increase; these are ${count}`);
      expect(await start(change, { allowUnsupported: true })).toBeInstanceOf(Array);
    },
  );

  it.each([
    'aws_kms_grant',
    'terraform_data',
    'null_resource',
    'random_id',
    'aws_ssm_parameter',
    'aws_security_group',
  ])('accepts %s, and lists it with its consequence', async (type) => {
    expect(await start(addResource(type))).toContainEqual(expect.stringMatching(`^${type}.extra  .+`));
  });

  it('accepts an attachment of a policy to several roles', async () => {
    expect(await start(addResource('aws_iam_policy_attachment'))).toBeInstanceOf(Array);
  });

  it('accepts metrics of the shards', async () => {
    const change = (resources: Resources) => {
      Object.assign(resources['aws_kinesis_stream']?.['stream'] ?? {}, {
        shard_level_metrics: ['IncomingBytes'],
      });
    };
    expect(await start(change)).toContainEqual(expect.stringContaining('shard_level_metrics no metrics'));
  });

  it('reports every problem of a stack on its line', async () => {
    const refusal = await start((resources) => {
      setEvents('ObjectCreated:*')(resources);
      setConsumer({ timeout: 901 })(resources);
    });
    expect(refusal).toMatch(
      /^StackRefusedError: The stack has 2 problems:\n {2}\S.*901.*\n {2}\S.*ObjectCreated/,
    );
  });
});
