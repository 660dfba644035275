import type { AwsAccount, Permission } from '@headwaters/terraform-stack';

/**
 * The most that a function, a delivery stream or an operator of the pipeline may do, whatever its role says: the data path, in this account
 * only, and pausing a consumer.
 * A function of your own that calls another service needs its actions here.
 */
export function functionBoundary(account: AwsAccount, namePrefix: string): Permission[] {
  const inThisAccount = [{ test: 'StringEquals', variable: 'aws:ResourceAccount', values: [account.id] }];
  return [
    {
      sid: 'DataPath',
      actions: [
        'dynamodb:BatchWriteItem',
        'dynamodb:PutItem',
        'firehose:PutRecordBatch',
        'kinesis:Describe*',
        'kinesis:Get*',
        'kinesis:List*',
        'kinesis:PutRecord*',
        'kinesis:SubscribeToShard',
        'kms:Decrypt',
        'kms:GenerateDataKey',
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetBucketLocation',
        's3:GetObject*',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:ListBucketVersions',
        's3:PutObject',
        'secretsmanager:GetSecretValue',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      resources: ['*'],
      condition: inThisAccount,
    },
    {
      sid: 'Continuation',
      actions: ['lambda:InvokeFunction'],
      resources: [account.arn('lambda', `function:${namePrefix}-*`, '*')],
    },
    {
      // Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html, read on 2026-11-30.
      sid: 'PauseAndResume',
      actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      resources: [account.arn('lambda', 'event-source-mapping:*', '*')],
      condition: [
        {
          test: 'ArnLike',
          variable: 'lambda:FunctionArn',
          values: [account.arn('lambda', `function:${namePrefix}-*`, '*')],
        },
      ],
    },
    {
      sid: 'LogsAndTraces',
      actions: [
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      resources: ['*'],
    },
  ];
}

/** The services that a deploy role may use at all, and of IAM only the roles of functions: never its own role or a boundary. */
export function deployBoundary(account: AwsAccount, namePrefix: string): Permission[] {
  return [
    {
      sid: 'ServicesOfThePipeline',
      actions: [
        'cloudwatch:*',
        'dynamodb:*',
        'events:*',
        'firehose:*',
        'glue:*',
        'kinesis:*',
        'kms:*',
        'lambda:*',
        'logs:*',
        's3:*',
        'sns:*',
        'sqs:*',
      ],
      resources: ['*'],
    },
    {
      sid: 'RolesOfFunctions',
      actions: ['iam:*'],
      resources: [account.globalArn('iam', `role/${namePrefix}-ingest-*`)],
    },
  ];
}
