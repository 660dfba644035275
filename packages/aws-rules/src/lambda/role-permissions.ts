/**
 * What the execution role of a function must allow, so that Lambda accepts a mapping or a destination. Lambda checks them when the mapping or the
 * destination is created, not only when it is used.
 */

/**
 * Actions on a Kinesis data stream that a mapping reads without enhanced fan-out: those that Lambda names when it refuses the mapping, without
 * `kinesis:ListStreams`, which its guide no longer asks for.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html (read 2026-11-29); the refusal in
 * https://github.com/hashicorp/terraform-provider-aws/issues/20229.
 */
export const streamReadActions: readonly string[] = [
  'kinesis:DescribeStream',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** Actions of a mapping that reads through a fan-out consumer. Same source. */
export const fanOutReadActions = {
  stream: ['kinesis:DescribeStream', 'kinesis:ListShards'],
  consumer: ['kinesis:SubscribeToShard'],
} as const;

/**
 * Actions on a destination of asynchronous invocations or of failed batches, by the service in its ARN. The actions of S3 are on the bucket or on its
 * objects.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html (read 2026-11-29).
 */
export const destinationActions: Readonly<
  Record<'sqs' | 'sns' | 's3' | 'lambda' | 'events', readonly string[]>
> = {
  sqs: ['sqs:SendMessage'],
  sns: ['sns:Publish'],
  s3: ['s3:PutObject', 's3:ListBucket'],
  lambda: ['lambda:InvokeFunction'],
  events: ['events:PutEvents'],
};

/** Prefix of the keys under which Lambda writes failure records into a bucket. */
export const failureRecordPrefix = 'aws/lambda/';
