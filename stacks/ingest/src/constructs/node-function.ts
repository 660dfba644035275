import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import { Bundle } from './bundle.js';
import { toStatement, type Permission } from './permission.js';

export interface NodeFunctionOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly description: string;
  /** The archive that the build made; its `handler.mjs` exports `handler`. */
  readonly archiveFile: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly logRetentionDays: number;
  readonly variables: Readonly<Record<string, string>>;
  /** What the function may do besides writing its own log. */
  readonly permissions: readonly Permission[];
}

/** A Lambda function on Node.js with a role and a log group that are its own. */
export class NodeFunction extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, options: NodeFunctionOptions) {
    super(scope, id);
    const bundle = new Bundle(this, 'bundle', options.archiveFile);
    const log = new CloudwatchLogGroup(this, 'log', {
      name: logGroupOf(options.name),
      retentionInDays: options.logRetentionDays,
    });
    const role = new IamRole(this, 'role', {
      name: options.name,
      assumeRolePolicy: this.trustLambda(),
    });
    const policy = this.allow(role, [writeLog(options), ...options.permissions]);
    const lambda = new LambdaFunction(this, 'Default', {
      functionName: options.name,
      description: options.description,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'handler.handler',
      filename: bundle.path,
      sourceCodeHash: bundle.hash,
      role: role.arn,
      memorySize: options.memoryMegabytes,
      timeout: options.timeoutSeconds,
      environment: { variables: { ...options.variables } },
      loggingConfig: { logFormat: 'Text', logGroup: log.name },
      // What starts the function may look at its permissions at once: they come first.
      dependsOn: [policy],
    });
    this.name = lambda.functionName;
    this.arn = lambda.arn;
  }

  private trustLambda(): string {
    return new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
        },
      ],
    }).json;
  }

  private allow(role: IamRole, permissions: readonly Permission[]): IamRolePolicy {
    const document = new DataAwsIamPolicyDocument(this, 'permissions', {
      statement: permissions.map(toStatement),
    });
    return new IamRolePolicy(this, 'policy', {
      name: 'permissions',
      role: role.name,
      policy: document.json,
    });
  }
}

const logGroupOf = (functionName: string) => `/aws/lambda/${functionName}`;

/** Its own log group only. The group is made by the stack, so a function need not make one that never expires. */
function writeLog({ account, name }: NodeFunctionOptions): Permission {
  return {
    sid: 'WriteLog',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [account.arn('logs', `log-group:${logGroupOf(name)}:*`)],
  };
}
