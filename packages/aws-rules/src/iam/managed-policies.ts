/**
 * Actions that AWS managed policies allow on all resources, by the path and name in the ARN of the policy: those that functions of an event
 * flow usually have. AmazonSNSFullAccess is listed with its statement for SNS only.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, compared with moto's copy of AWS's documents
 * (the target `against-moto`).
 */
const logActions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const allowedActions: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': logActions,
  'service-role/AWSLambdaKinesisExecutionRole': [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    'kinesis:ListStreams',
    'kinesis:SubscribeToShard',
    ...logActions,
  ],
  'service-role/AWSLambdaDynamoDBExecutionRole': [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...logActions,
  ],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...logActions,
  ],
  'service-role/AWSLambdaVPCAccessExecutionRole': [
    ...logActions,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
  AmazonS3FullAccess: ['s3:*', 's3-object-lambda:*'],
  AmazonS3ReadOnlyAccess: [
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ],
  AmazonKinesisFullAccess: ['kinesis:*'],
  AmazonKinesisReadOnlyAccess: ['kinesis:Get*', 'kinesis:List*', 'kinesis:Describe*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AdministratorAccess: ['*'],
};

/**
 * The document of an AWS managed policy.
 *
 * @param arn - Such as `arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole`.
 * @returns `undefined` if it is not one of the policies listed here.
 */
export function findManagedPolicy(arn: string): Readonly<Record<string, unknown>> | undefined {
  const [, name = ''] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const actions = Object.hasOwn(allowedActions, name) ? allowedActions[name] : undefined;
  if (actions === undefined) return undefined;
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** The names of the policies that {@link findManagedPolicy} knows, with their paths. */
export const managedPolicyNames: readonly string[] = Object.keys(allowedActions);
