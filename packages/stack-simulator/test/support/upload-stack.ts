/** The pattern of a rule for uploads. */
export function eventPattern({
  bucket = 'uploads',
  type = 'Object Created',
  key,
}: {
  readonly bucket?: string;
  readonly type?: string;
  readonly key?: readonly unknown[];
}): string {
  const object = key && { object: { key } };
  return JSON.stringify({
    source: ['aws.s3'],
    'detail-type': [type],
    detail: { bucket: { name: [bucket] }, ...object },
  });
}

interface UploadStack {
  /** The pattern of a rule whose target is the function. Default: no rule. */
  readonly pattern?: string;
  /** More attributes of the rule. */
  readonly rule?: object;
  /** More attributes of the target. */
  readonly target?: object;
  /** Whether the bucket sends its events to EventBridge. Default: true with a pattern. */
  readonly eventbridge?: boolean;
  /** Attributes of the notification to a queue, which the function reads. Default: no queue. */
  readonly queue?: object;
  /** More attributes of the mapping of the queue. */
  readonly mapping?: object;
  /** More attributes of the queue. */
  readonly queueSettings?: object;
  /** Of the function. Default: 30. */
  readonly timeoutSeconds?: number;
}

/** The resources of a stack: bucket `uploads` -> a rule of EventBridge, or the queue `inbox` -> function `worker`. */
export function uploadStack({
  pattern,
  rule = {},
  target = {},
  eventbridge = pattern !== undefined,
  queue,
  mapping = {},
  queueSettings = {},
  timeoutSeconds = 30,
}: UploadStack): object {
  const permission = {
    action: 'lambda:InvokeFunction',
    function_name: 'worker',
    principal: 'events.amazonaws.com',
    source_arn: '${aws_cloudwatch_event_rule.uploads.arn}',
  };
  return {
    aws_s3_bucket: { uploads: { bucket: 'uploads' } },
    aws_s3_bucket_notification: {
      uploads: {
        bucket: 'uploads',
        eventbridge,
        ...(queue && {
          queue: { queue_arn: '${aws_sqs_queue.inbox.arn}', events: ['s3:ObjectCreated:*'], ...queue },
        }),
      },
    },
    aws_iam_role: { worker: { name: 'worker', inline_policy: { name: 'queue', policy: readQueue } } },
    aws_lambda_function: {
      worker: {
        function_name: 'worker',
        filename: 'worker.zip',
        handler: 'handler.handler',
        runtime: 'nodejs22.x',
        timeout: timeoutSeconds,
        role: '${aws_iam_role.worker.arn}',
      },
    },
    ...(pattern !== undefined && {
      aws_cloudwatch_event_rule: { uploads: { name: 'uploads', event_pattern: pattern, ...rule } },
      aws_cloudwatch_event_target: {
        worker: { rule: 'uploads', arn: '${aws_lambda_function.worker.arn}', ...target },
      },
      aws_lambda_permission: { rule: permission },
    }),
    aws_sqs_queue: {
      'dead-letters': { name: 'dead-letters' },
      ...(queue && { inbox: { name: 'inbox', policy: sendToQueue, ...queueSettings } }),
    },
    ...(queue && {
      aws_lambda_event_source_mapping: {
        inbox: { event_source_arn: '${aws_sqs_queue.inbox.arn}', function_name: 'worker', ...mapping },
      },
    }),
  };
}

const statement = (content: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...content }] });
const readQueue = statement({
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
});
const sendToQueue = statement({
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } },
});
