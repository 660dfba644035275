/** An "Object Created" event of S3 on EventBridge. Shape: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function busEvent(object: object = {}, fields: object = {}) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2026-11-29T00:00:00Z',
    region: 'eu-central-1',
    resources: ['arn:aws:s3:::uploads'],
    detail: {
      version: '0',
      'event-version': '1.2',
      bucket: { name: 'uploads' },
      object: {
        key: 'notes.txt',
        size: 5,
        etag: 'd41d8cd98f00b204e9800998ecf8427e',
        'version-id': '096fKKXTRTtl3on89fVO.nfljtsv6qko',
        sequencer: '617f08299329d189',
        ...object,
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '192.0.2.1',
      reason: 'PutObject',
    },
    ...fields,
  };
}

/** What S3 sends when a notification is configured. */
export const testEvent = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-29T00:00:00.000Z',
  Bucket: 'uploads',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
};

/** One message of SQS, as Lambda passes it on. Shape: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function queueMessage(messageId: string, content: unknown) {
  return {
    messageId,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
    body: typeof content === 'string' ? content : JSON.stringify(content),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183' },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:uploads',
    awsRegion: 'eu-central-1',
  };
}

/** The body of an SQS message that SNS sends. Shape: https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
export function topicEnvelope(content: unknown) {
  return {
    Type: 'Notification',
    MessageId: '63a3f6b6-d533-4a47-aef9-fcf5cf758c76',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:uploads',
    Subject: 'Amazon S3 Notification',
    Message: typeof content === 'string' ? content : JSON.stringify(content),
    Timestamp: '2026-11-29T00:00:00.000Z',
  };
}

/** One record of the event of SNS for Lambda. Shape: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function topicRecord(content: unknown) {
  return {
    EventVersion: '1.0',
    EventSubscriptionArn:
      'arn:aws:sns:eu-central-1:123456789012:uploads:21be56ed-a058-49f5-8c98-aedd2564c486',
    EventSource: 'aws:sns',
    Sns: topicEnvelope(content),
  };
}
