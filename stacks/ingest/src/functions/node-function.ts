import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { keyPermissions, type Permission, toStatement } from '@headwaters/terraform-stack';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { MissingBundleError } from '../errors.js';
import type { FunctionPlatform } from '../function-platform.js';
import type { FunctionSettings } from '../settings/function-settings.js';
import { roleNameOf } from '../settings/resource-names.js';

/** The alias that triggers invoke. A rollback points it to an earlier version. */
const liveAlias = 'live';

export interface NodeFunctionOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly description: string;
  /** The .zip file from the build; its `handler.mjs` exports `handler`. */
  readonly archiveFile: string;
  readonly settings: FunctionSettings;
  readonly variables: Readonly<Record<string, string>>;
  /** In addition to writing its own log and trace. */
  readonly permissions: readonly Permission[];
}

/** A Lambda function on Node.js with its own role and log group. */
export class NodeFunction extends Construct {
  /** Of the function, with all its versions: for its metrics, its log and its settings. */
  readonly name: string;
  /** Of what triggers invoke: the alias `live`, or the function itself if it has no versions. */
  readonly invokedArn: string;
  /** The name of the alias; undefined if the function has no versions. */
  readonly qualifier: string | undefined;

  constructor(scope: Construct, id: string, options: NodeFunctionOptions) {
    super(scope, id);
    const { platform, settings } = options;
    const bundle = new Bundle(this, 'bundle', options.archiveFile);
    const log = this.#logGroup(options);
    const role = new IamRole(this, 'role', {
      name: roleNameOf(options.name, platform.account.region),
      assumeRolePolicy: this.#trustLambda(),
      lifecycle: { createBeforeDestroy: true },
      ...(platform.permissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: platform.account.globalArn('iam', `policy/${platform.permissionsBoundary}`),
          }),
    });
    const policy = this.#allow(role, [...ownPermissions(options), ...options.permissions]);
    const lambda = new LambdaFunction(this, 'Default', {
      functionName: options.name,
      description: options.description,
      runtime: platform.runtime,
      architectures: ['arm64'],
      handler: 'handler.handler',
      filename: bundle.path,
      sourceCodeHash: bundle.hash,
      role: role.arn,
      memorySize: settings.memoryMegabytes,
      timeout: settings.timeoutSeconds,
      ...(platform.versions ? { publish: true } : {}),
      environment: { variables: { ...options.variables } },
      loggingConfig: { logFormat: 'Text', logGroup: log.name },
      ...(platform.tracing ? { tracingConfig: { mode: 'Active' } } : {}),
      ...(platform.key === undefined ? {} : { kmsKeyArn: platform.key.arn }),
      ...(settings.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: settings.reservedConcurrency }),
      // A trigger may check the function's permissions as soon as it is created, so the policy comes first.
      dependsOn: [policy],
    });
    this.name = lambda.functionName;
    const alias = platform.versions ? this.#publish(lambda) : undefined;
    this.invokedArn = alias?.arn ?? lambda.arn;
    this.qualifier = alias?.name;
  }

  /**
   * Terraform publishes a version for every change of the code or the configuration, then points the alias to it. Nothing is published
   * without a change. Source: https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html, read on 2026-11-28.
   */
  #publish(lambda: LambdaFunction): LambdaAlias {
    return new LambdaAlias(this, liveAlias, {
      name: liveAlias,
      description: 'The version that triggers invoke.',
      functionName: lambda.functionName,
      functionVersion: lambda.version,
      // Deleted only after nothing refers to it.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  #logGroup({ name, platform }: NodeFunctionOptions): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, 'log', {
      name: logGroupOf(name),
      retentionInDays: platform.logRetentionDays,
      ...(platform.key === undefined ? {} : { kmsKeyId: platform.key.arn }),
    });
  }

  #trustLambda(): string {
    return new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
        },
      ],
    }).json;
  }

  #allow(role: IamRole, permissions: readonly Permission[]): IamRolePolicy {
    const document = new DataAwsIamPolicyDocument(this, 'permissions', {
      statement: permissions.map(toStatement),
    });
    return new IamRolePolicy(this, 'policy', {
      name: 'permissions',
      role: role.name,
      policy: document.json,
      // The function keeps its old role, with its permissions, until it has the new one.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}

const logGroupOf = (functionName: string) => `/aws/lambda/${functionName}`;

/**
 * The ARN of what triggers invoke, from names that are known before the function exists: for its own role.
 *
 * A function that is invoked through an alias sees the alias in `invokedFunctionArn`, by which the producer continues. A permission
 * for a function does not include its aliases. Sources: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html, read on 2026-11-28.
 */
export function invokedArnOf({ account, versions }: FunctionPlatform, functionName: string): string {
  return account.arn('lambda', `function:${functionName}${versions ? `:${liveAlias}` : ''}`);
}

/** The permissions of every function: its own log, trace and environment variables. */
function ownPermissions({ platform, name }: NodeFunctionOptions): Permission[] {
  const { account, key, tracing, versions } = platform;
  const functionArn = account.arn('lambda', `function:${name}`);
  return [
    {
      // Without logs:CreateLogGroup: the stack creates the group, with a retention.
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [account.arn('logs', `log-group:${logGroupOf(name)}:*`)],
    },
    ...keyPermissions(key, {
      sid: 'DecryptVariables',
      action: 'kms:Decrypt',
      // AWS does not document whether the context of a published version has the ARN of the function or of the version.
      context: ['aws:lambda:FunctionArn', functionArn, ...(versions ? [`${functionArn}:*`] : [])],
    }),
    // X-Ray has no resources to limit these to.
    ...(tracing
      ? [
          {
            sid: 'WriteTrace',
            actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
            resources: ['*'],
          },
        ]
      : []),
  ];
}

/** The code of a function. The synthesized stack contains a copy, so that it can be applied without the workspace. */
class Bundle extends Construct {
  /** Path of the copy, relative to the synthesized stack. */
  readonly path: string;
  /** SHA-256 of the archive in base64, as Lambda reports it. */
  readonly hash: string;

  /** @throws {@link MissingBundleError} if the archive has not been built. */
  constructor(scope: Construct, id: string, archiveFile: string) {
    super(scope, id);
    if (!existsSync(archiveFile)) throw new MissingBundleError(archiveFile);
    this.path = new TerraformAsset(this, 'Default', { path: archiveFile, type: AssetType.FILE }).path;
    this.hash = createHash('sha256').update(readFileSync(archiveFile)).digest('base64');
  }
}
