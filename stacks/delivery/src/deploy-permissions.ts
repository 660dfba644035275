import type { Permission } from '@headwaters/terraform-stack';
import type { PipelineResources } from './pipeline-resources.js';
import { planPermissions, tagConditions } from './plan-permissions.js';

/**
 * What `terraform apply` and `terraform destroy` need for one environment: {@link planPermissions}, and changes of resources that
 * have the environment's names. Objects can be deleted (a `dev` bucket is destroyed with its contents) but not read.
 *
 * @param functionBoundaryArn - Roles can be created and changed only if they have this permissions boundary.
 */
export function deployPermissions(resources: PipelineResources, functionBoundaryArn: string): Permission[] {
  return [
    ...planPermissions(resources),
    ...changeStorage(resources),
    ...changeFunctions(resources),
    ...changeObservability(resources),
    ...changeKey(resources),
    ...changeRoles(resources, functionBoundaryArn),
    {
      sid: 'WriteState',
      actions: ['s3:PutObject', 's3:DeleteObject'],
      resources: resources.stateObjects,
    },
  ];
}

function changeStorage({ streams, buckets }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ChangeStreams',
      actions: [
        'kinesis:AddTagsToStream',
        'kinesis:CreateStream',
        'kinesis:DecreaseStreamRetentionPeriod',
        'kinesis:DeleteStream',
        'kinesis:DeregisterStreamConsumer',
        'kinesis:DisableEnhancedMonitoring',
        'kinesis:EnableEnhancedMonitoring',
        'kinesis:IncreaseStreamRetentionPeriod',
        'kinesis:RegisterStreamConsumer',
        'kinesis:RemoveTagsFromStream',
        'kinesis:StartStreamEncryption',
        'kinesis:StopStreamEncryption',
        'kinesis:TagResource',
        'kinesis:UntagResource',
        'kinesis:UpdateShardCount',
        'kinesis:UpdateStreamMode',
      ],
      resources: streams,
    },
    {
      sid: 'ChangeBuckets',
      actions: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:ListBucketVersions',
        's3:PutBucket*',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
        // Since 6.23.0 the provider tags buckets by these first, see
        // https://github.com/hashicorp/terraform-provider-aws/issues/45275
        's3:TagResource',
        's3:UntagResource',
      ],
      resources: buckets,
    },
    {
      sid: 'EmptyBuckets',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: buckets.map((bucket) => `${bucket}/*`),
    },
  ];
}

function changeFunctions({ functions, mappings, logGroups }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ChangeFunctions',
      actions: [
        'lambda:AddPermission',
        'lambda:CreateAlias',
        'lambda:CreateFunction',
        'lambda:DeleteAlias',
        'lambda:DeleteFunction',
        'lambda:DeleteFunctionConcurrency',
        'lambda:DeleteFunctionEventInvokeConfig',
        'lambda:PublishVersion',
        'lambda:PutFunctionConcurrency',
        'lambda:PutFunctionEventInvokeConfig',
        'lambda:PutFunctionRecursionConfig',
        'lambda:RemovePermission',
        'lambda:TagResource',
        'lambda:UntagResource',
        'lambda:UpdateAlias',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        'lambda:UpdateFunctionEventInvokeConfig',
      ],
      resources: functions,
    },
    {
      sid: 'ChangeMappings',
      actions: [
        'lambda:CreateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
      ],
      resources: ['*'],
      condition: [{ test: 'ArnLike', variable: 'lambda:FunctionArn', values: [...functions] }],
    },
    { sid: 'TagMappings', actions: ['lambda:TagResource', 'lambda:UntagResource'], resources: mappings },
    {
      sid: 'ChangeLogGroups',
      actions: [
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DeleteLogGroup',
        'logs:DeleteLogStream',
        'logs:DisassociateKmsKey',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      resources: logGroups,
    },
  ];
}

function changeObservability({ alarms, dashboards, topics }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ChangeAlarms',
      actions: [
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ],
      resources: alarms,
    },
    {
      sid: 'ChangeDashboards',
      actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
      resources: dashboards,
    },
    {
      sid: 'ChangeTopics',
      actions: [
        'sns:CreateTopic',
        'sns:DeleteTopic',
        'sns:SetTopicAttributes',
        'sns:TagResource',
        'sns:UntagResource',
      ],
      resources: topics,
    },
  ];
}

/**
 * A new key gets the environment's tags in the request that creates it, which needs kms:TagResource; from then on they identify it.
 * A key that has these tags with other values belongs to another environment: tagging it anew would take it over.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
 */
function changeKey({ keys, keyAliases, keyTags }: PipelineResources): Permission[] {
  const condition = tagConditions('aws:ResourceTag', keyTags);
  const newTags = tagConditions('aws:RequestTag', keyTags);
  return [
    { sid: 'CreateKey', actions: ['kms:CreateKey'], resources: ['*'], condition: newTags },
    {
      sid: 'TagNewKey',
      actions: ['kms:TagResource'],
      resources: ['*'],
      condition: [...newTags, ...tagConditions('aws:ResourceTag', keyTags, 'StringEqualsIfExists')],
    },
    {
      sid: 'ChangeKey',
      actions: [
        'kms:CancelKeyDeletion',
        'kms:CreateAlias',
        'kms:DeleteAlias',
        'kms:EnableKeyRotation',
        'kms:PutKeyPolicy',
        'kms:ScheduleKeyDeletion',
        'kms:TagResource',
        'kms:UntagResource',
        'kms:UpdateAlias',
        'kms:UpdateKeyDescription',
      ],
      resources: keys,
      condition,
    },
    {
      // An alias operation needs permission for the alias and for its key.
      // Source: https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
      sid: 'ChangeKeyAlias',
      actions: ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'],
      resources: keyAliases,
    },
    {
      // Lambda encrypts the environment variables, DynamoDB the table and Firehose its buffer on behalf of the caller. Sources:
      // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html,
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html and
      // https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
      sid: 'EncryptVariables',
      actions: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ],
      resources: keys,
      condition: [
        ...condition,
        { test: 'StringLike', variable: 'kms:ViaService', values: [...encryptingServices] },
      ],
    },
  ];
}

const encryptingServices = ['lambda', 'dynamodb', 'firehose'].map((service) => `${service}.*.amazonaws.com`);

/**
 * Roles of functions, each with the boundary. Without it, the deploy role could create a role that may do anything, and use it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html, "Delegating responsibility".
 */
function changeRoles({ roles }: PipelineResources, functionBoundaryArn: string): Permission[] {
  return [
    {
      sid: 'ChangeRolesWithBoundary',
      actions: [
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
      ],
      resources: roles,
      condition: [
        { test: 'StringEquals', variable: 'iam:PermissionsBoundary', values: [functionBoundaryArn] },
      ],
    },
    {
      sid: 'ChangeRoles',
      actions: [
        'iam:DeleteRole',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      resources: roles,
    },
    {
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources: roles,
      condition: [
        {
          test: 'StringEquals',
          variable: 'iam:PassedToService',
          values: ['lambda.amazonaws.com', 'firehose.amazonaws.com'],
        },
      ],
    },
  ];
}
