import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { closuresPrefix, receiptsPrefix, recoveryJobsPrefix } from '@headwaters/pipeline-contract';
import { type Permission, toStatement } from '@headwaters/terraform-stack';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import { invokedArnOf } from '../functions/node-function.js';
import { roleNameOf } from '../settings/resource-names.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';

export interface OperatorRoleOptions {
  readonly platform: FunctionPlatform;
  /** Without the region. */
  readonly name: string;
  /** ARNs of those who may assume the role. */
  readonly principals: readonly string[];
  readonly source: UploadBucket;
  readonly ledger: PrivateBucket;
  readonly failures: PrivateBucket;
  readonly archive: PrivateBucket;
  /** Names of the functions that recovery commands invoke: the producer and the consumers. */
  readonly functionNames: readonly string[];
  /** Ids of the event source mappings of the consumers. */
  readonly mappingIds: readonly string[];
}

/** The role with the permissions of the recovery commands, and no others. */
export class OperatorRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, options: OperatorRoleOptions) {
    super(scope, id);
    const { platform, name, principals } = options;
    const role = new IamRole(this, 'Default', {
      name: roleNameOf(name, platform.account.region),
      description: 'Repairs the pipeline by the commands of headwaters.',
      assumeRolePolicy: this.#trust(principals),
      ...(platform.permissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: platform.account.globalArn('iam', `policy/${platform.permissionsBoundary}`),
          }),
    });
    const document = new DataAwsIamPolicyDocument(this, 'permissions', {
      statement: operatorPermissions(options).map(toStatement),
    });
    this.#allow(role, 'permissions', document.json);
    if (options.mappingIds.length > 0) this.#allow(role, 'mappings', mappingPolicy(options));
    this.arn = role.arn;
  }

  #trust(principals: readonly string[]): string {
    return new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        { actions: ['sts:AssumeRole'], principals: [{ type: 'AWS', identifiers: [...principals] }] },
      ],
    }).json;
  }

  #allow(role: IamRole, name: string, policy: string): void {
    new IamRolePolicy(this, `${name}-policy`, { name, role: role.name, policy });
  }
}

function operatorPermissions(options: OperatorRoleOptions): Permission[] {
  const { platform, source, ledger, failures, archive, functionNames } = options;
  return [
    ...source.permissions.listVersions('ListUploads'),
    ...source.permissions.list('FindUploads'),
    ...source.permissions.read('ReadUploads'),
    // Of an upload without a version id, the latest is meant.
    { sid: 'ReadLatestUploads', actions: ['s3:GetObject'], resources: [source.permissions.objects()] },
    ...ledger.permissions.list('ListLedger'),
    ...ledger.permissions.readLatest('ReadLedger'),
    ...ledgerWrites(ledger),
    ...failures.permissions.list('ListFailures'),
    ...failures.permissions.readLatest('ReadFailures'),
    ...failures.permissions.delete('CloseFailures'),
    ...archive.permissions.list('ListArchive'),
    ...archive.permissions.readLatest('ReadArchive'),
    {
      sid: 'InvokeFunctions',
      actions: ['lambda:InvokeFunction'],
      resources: functionNames.map((name) => invokedArnOf(platform, name)),
    },
  ];
}

/** Receipts of what was discarded, closures, and the jobs of recovery commands. */
function ledgerWrites({ permissions }: PrivateBucket): Permission[] {
  return [
    ...permissions.write('WriteReceipts', { prefix: receiptsPrefix }),
    {
      sid: 'WriteJobs',
      actions: ['s3:PutObject'],
      resources: [closuresPrefix, recoveryJobsPrefix].map((prefix) => permissions.objects(prefix)),
    },
  ];
}

/**
 * Both actions can be limited to a mapping.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html, read on 2026-11-30.
 *
 * The ids of mappings are attributes of them, so this is no `aws_iam_policy_document`: Terraform would read that only at apply, and each
 * plan that changes a mapping would show a change of this policy.
 */
function mappingPolicy({ platform, mappingIds }: OperatorRoleOptions): string {
  return Fn.jsonencode({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PauseAndResume',
        Effect: 'Allow',
        Action: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
        Resource: mappingIds.map((id) => platform.account.arn('lambda', `event-source-mapping:${id}`)),
      },
    ],
  });
}
