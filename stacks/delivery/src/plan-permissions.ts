import type { Permission } from '@headwaters/terraform-stack';
import type { PipelineResources } from './pipeline-resources.js';

/**
 * What `terraform plan` reads: the configuration of the pipeline's resources and the state, but no uploads, archives, Kinesis records
 * or log lines. Actions of each service: https://docs.aws.amazon.com/service-authorization/latest/reference/
 *
 * @param sidPrefix - Distinguishes the statements of several environments in one policy.
 */
export function planPermissions(resources: PipelineResources, sidPrefix = ''): Permission[] {
  return [
    ...reads(resources),
    ...readsByTag(resources),
    {
      // These actions have no resource type, or list all resources of a kind.
      sid: 'ListAndCount',
      actions: [
        'kinesis:DescribeAccountSettings',
        'kinesis:DescribeLimits',
        'kms:ListAliases',
        'lambda:GetAccountSettings',
        'lambda:ListEventSourceMappings',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    },
    { sid: 'ReadState', actions: ['s3:GetObject'], resources: resources.stateObjects },
  ].map((permission) => ({ ...permission, sid: `${sidPrefix}${permission.sid}` }));
}

function reads(resources: PipelineResources): Permission[] {
  const { streams, buckets, functions, mappings, logGroups, alarms, dashboards, topics, roles } = resources;
  return [
    {
      sid: 'ReadStreams',
      actions: ['kinesis:Describe*', 'kinesis:ListStreamConsumers', 'kinesis:ListTagsFor*'],
      resources: streams,
    },
    {
      // Settings of buckets. None of these patterns matches s3:GetObject.
      sid: 'ReadBuckets',
      actions: [
        's3:GetAccelerateConfiguration',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:ListTagsForResource',
      ],
      resources: buckets,
    },
    { sid: 'ReadFunctions', actions: ['lambda:Get*', 'lambda:List*'], resources: functions },
    {
      sid: 'ReadMappings',
      actions: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
      resources: mappings,
    },
    {
      sid: 'ReadLogGroups',
      actions: ['logs:DescribeLogStreams', 'logs:ListTagsForResource'],
      resources: logGroups,
    },
    {
      sid: 'ReadAlarms',
      actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
      resources: alarms,
    },
    { sid: 'ReadDashboards', actions: ['cloudwatch:GetDashboard'], resources: dashboards },
    { sid: 'ReadTopics', actions: ['sns:GetTopicAttributes', 'sns:ListTagsForResource'], resources: topics },
    { sid: 'ReadRoles', actions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:List*'], resources: roles },
  ];
}

function readsByTag({ keys, keyTags }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ReadKey',
      actions: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
      resources: keys,
      condition: tagConditions('aws:ResourceTag', keyTags),
    },
  ];
}

/** One condition per tag: all must hold. */
export function tagConditions(
  key: 'aws:ResourceTag' | 'aws:RequestTag',
  tags: Readonly<Record<string, string>>,
  test: 'StringEquals' | 'StringEqualsIfExists' = 'StringEquals',
) {
  return Object.entries(tags).map(([name, value]) => ({
    test,
    variable: `${key}/${name}`,
    values: [value],
  }));
}
