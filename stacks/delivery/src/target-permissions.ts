import type { Permission } from '@headwaters/terraform-stack';
import type { PipelineResources } from './pipeline-resources.js';

/**
 * What `terraform plan` reads of the optional parts of a pipeline: queues and rules that start the producer, and what consumers write to.
 *
 * @param sidPrefix - Distinguishes the statements of several environments in one policy.
 */
export function readTargetPermissions(resources: PipelineResources, sidPrefix = ''): Permission[] {
  const { queues, rules, tables, deliveryStreams, catalog } = resources;
  return [
    { sid: 'ReadQueues', actions: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'], resources: queues },
    { sid: 'ReadRules', actions: ['events:DescribeRule', 'events:List*'], resources: rules },
    { sid: 'ReadTables', actions: ['dynamodb:Describe*', 'dynamodb:ListTagsOfResource'], resources: tables },
    {
      sid: 'ReadDeliveryStreams',
      actions: ['firehose:DescribeDeliveryStream', 'firehose:ListTagsForDeliveryStream'],
      resources: deliveryStreams,
    },
    {
      sid: 'ReadCatalog',
      actions: ['glue:GetDatabase', 'glue:GetPartitionIndexes', 'glue:GetTable', 'glue:GetTags'],
      resources: catalog,
    },
  ].map((permission) => ({ ...permission, sid: `${sidPrefix}${permission.sid}` }));
}

/**
 * What `terraform apply` and `terraform destroy` need for these parts. It is a policy of its own: the inline policies of a role have
 * 10,240 characters together. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function targetPermissions(resources: PipelineResources): Permission[] {
  return [...readTargetPermissions(resources), ...changeTriggers(resources), ...changeSinks(resources)];
}

/** Queues and rules that start the producer. */
function changeTriggers({ queues, rules }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ChangeQueues',
      actions: [
        'sqs:CreateQueue',
        'sqs:DeleteQueue',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue',
        'sqs:UntagQueue',
      ],
      resources: queues,
    },
    {
      sid: 'ChangeRules',
      actions: [
        'events:DeleteRule',
        'events:PutRule',
        'events:PutTargets',
        'events:RemoveTargets',
        'events:TagResource',
        'events:UntagResource',
      ],
      resources: rules,
    },
  ];
}

/** What consumers write to. */
function changeSinks({ tables, deliveryStreams, catalog }: PipelineResources): Permission[] {
  return [
    {
      sid: 'ChangeTables',
      actions: [
        'dynamodb:CreateTable',
        'dynamodb:DeleteTable',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
      ],
      resources: tables,
    },
    {
      sid: 'ChangeDeliveryStreams',
      actions: [
        'firehose:CreateDeliveryStream',
        'firehose:DeleteDeliveryStream',
        'firehose:StartDeliveryStreamEncryption',
        'firehose:StopDeliveryStreamEncryption',
        'firehose:TagDeliveryStream',
        'firehose:UntagDeliveryStream',
        'firehose:UpdateDestination',
      ],
      resources: deliveryStreams,
    },
    {
      sid: 'ChangeCatalog',
      actions: [
        'glue:CreateDatabase',
        'glue:CreateTable',
        'glue:DeleteDatabase',
        'glue:DeleteTable',
        'glue:TagResource',
        'glue:UntagResource',
        'glue:UpdateDatabase',
        'glue:UpdateTable',
      ],
      resources: catalog,
    },
  ];
}
