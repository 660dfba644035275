import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { App } from 'cdktf';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { IngestStack } from '../../src/ingest-stack.js';
import { parseSettings } from '../../src/settings/parse-settings.js';
import { synthesize, withWorkspace } from '../synthesize.js';

const stack = synthesize();

describe.each(['producer', 'consumer-archive', 'consumer-audit'])('NodeFunction: %s', (name) => {
  it('runs on Node.js 24 and arm64', () => {
    expect(stack.resource('aws_lambda_function', name)).toMatchObject({
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'handler.handler',
    });
  });

  it('logs to a log group with a retention of 14 days', () => {
    expect(stack.resource('aws_cloudwatch_log_group', `${name}_log`)).toMatchObject({
      name: `/aws/lambda/headwaters-ingest-dev-${name}`,
      retention_in_days: 14,
    });
    expect(stack.resource('aws_lambda_function', name)).toMatchObject({
      logging_config: { log_group: `\${aws_cloudwatch_log_group.${name}_log.name}` },
    });
  });

  it('may write to its own log group and no other', () => {
    expect(stack.permissions(name)['WriteLog']).toEqual({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [
        `arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/headwaters-ingest-dev-${name}:*`,
      ],
    });
  });

  it('has a role that only Lambda can assume', () => {
    expect(stack.statements(`${name}_trust`)).toEqual([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
      },
    ]);
    expect(stack.resource('aws_iam_role', `${name}_role`)).toMatchObject({
      assume_role_policy: `\${data.aws_iam_policy_document.${name}_trust.json}`,
    });
  });

  it('has a role whose name contains the region, because role names are unique per account', () => {
    expect(stack.resource('aws_iam_role', `${name}_role`)).toMatchObject({
      name: `headwaters-ingest-dev-${name}-us-east-1`,
    });
  });

  it('has a role without a permissions boundary, unless one is set', () => {
    expect(stack.resource('aws_iam_role', `${name}_role`)).not.toHaveProperty('permissions_boundary');
    const limited = synthesize({ ...dev, permissionsBoundary: 'headwaters-function-boundary' });
    expect(limited.resource('aws_iam_role', `${name}_role`)).toMatchObject({
      permissions_boundary:
        'arn:${data.aws_partition.account_partition.partition}:iam::${data.aws_caller_identity.account.account_id}:policy/headwaters-function-boundary',
    });
  });

  it('keeps its role and permissions while they are replaced', () => {
    for (const type of ['aws_iam_role', 'aws_iam_role_policy']) {
      expect(stack.resource(type, `${name}_${type === 'aws_iam_role' ? 'role' : 'policy'}`)).toMatchObject({
        lifecycle: { create_before_destroy: true },
      });
    }
  });

  it('is created after its permissions', () => {
    expect(stack.resource('aws_lambda_function', name)).toMatchObject({
      depends_on: [`aws_iam_role_policy.${name}_policy`],
    });
    expect(stack.resource('aws_iam_role_policy', `${name}_policy`)).toMatchObject({
      role: `\${aws_iam_role.${name}_role.name}`,
      policy: `\${data.aws_iam_policy_document.${name}_permissions.json}`,
    });
  });

  it('has no permission with a wildcard action', () => {
    const actions = Object.values(stack.permissions(name)).flatMap((permission) => permission.actions);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

const versioned = synthesize({ ...dev, versions: true });

describe.each(['producer', 'consumer-archive', 'consumer-audit'])(
  'NodeFunction with versions: %s',
  (name) => {
    it('publishes each change as a version, and points the alias live to it', () => {
      expect(versioned.resource('aws_lambda_function', name)).toMatchObject({ publish: true });
      expect(versioned.resource('aws_lambda_alias', `${name}_live`)).toMatchObject({
        name: 'live',
        function_name: `\${aws_lambda_function.${name}.function_name}`,
        function_version: `\${aws_lambda_function.${name}.version}`,
      });
    });
  },
);

describe('NodeFunction with another runtime', () => {
  it('runs on Node.js 22 if the settings say so', () => {
    const older = synthesize({ ...dev, runtime: 'nodejs22.x' });
    const runtimes = Object.values(older.resources('aws_lambda_function')).map(({ runtime }) => runtime);
    expect(runtimes).toEqual(['nodejs22.x', 'nodejs22.x', 'nodejs22.x']);
  });
});

describe('NodeFunction without versions', () => {
  it('has no version and no alias', () => {
    const plain = synthesize({ ...dev, versions: false });
    expect(plain.resources('aws_lambda_alias')).toEqual({});
    expect(plain.resource('aws_lambda_function', 'producer')).not.toHaveProperty('publish');
  });
});

describe('NodeFunction with a key', () => {
  const decryptCondition = (versions: boolean) => {
    const stack = synthesize({ ...prod, versions });
    return stack.statements('producer_permissions').find(({ sid }) => sid === 'DecryptVariables')?.[
      'condition'
    ];
  };
  const variable = 'kms:EncryptionContext:aws:lambda:FunctionArn';
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:headwaters-ingest-prod-producer';

  it('may decrypt the environment variables of that function only', () => {
    expect(decryptCondition(false)).toEqual([{ test: 'StringEquals', variable, values: [functionArn] }]);
  });

  it('with versions, may decrypt the environment variables of that function and its versions only', () => {
    expect(decryptCondition(true)).toEqual([
      { test: 'StringLike', variable, values: [functionArn, `${functionArn}:*`] },
    ]);
  });
});

describe('NodeFunction', () => {
  it('has the SHA-256 of its archive, so that Lambda is updated only when the code changes', () => {
    const hash = createHash('sha256').update('the archive apps/producer/dist/producer.zip').digest('base64');
    expect(stack.resource('aws_lambda_function', 'producer')).toMatchObject({
      source_code_hash: hash,
      filename: expect.stringMatching(/^assets\/producer_bundle\/[0-9A-F]{32}\/producer\.zip$/),
    });
  });

  it('names a missing archive and how to build it', () => {
    withWorkspace((workspaceFolder) => {
      rmSync(join(workspaceFolder, 'apps/consumer/dist/consumer.zip'));
      const app = new App({ outdir: join(workspaceFolder, 'cdktf.out') });
      const make = () =>
        new IngestStack(app, 'ingest-test', { settings: parseSettings(dev), workspaceFolder });
      expect(make).toThrow(/There is no bundle at .*consumer\.zip\. Run `npm run build`/);
    });
  });
});
