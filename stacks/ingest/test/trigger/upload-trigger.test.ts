import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { bucketsOfRules, events, queued } from '../environments/every-feature.js';
import { synthesize } from '../synthesize.js';

const byEvents = synthesize(events);
const byQueue = synthesize(queued);

const bucketArn = 'arn:aws:s3:::headwaters-ingest-events-source-111122223333-us-east-1';
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const queueArn = arn('sqs', 'headwaters-ingest-events-uploads');

describe('the trigger queue', () => {
  it('has a visibility timeout of six times the timeout of the function, and moves a message after 5 receives', () => {
    const queue = byQueue.resource('aws_sqs_queue', 'producer_queue');
    expect(queue).toMatchObject({
      visibility_timeout_seconds: 6 * 120,
      kms_master_key_id: '${aws_kms_key.key.arn}',
    });
    expect(String(queue['redrive_policy'])).toMatch(
      /dead-letters\.arn.*"maxReceiveCount" = 5|maxReceiveCount.*5/s,
    );
  });

  it('keeps dead letters for 14 days, of its own queue only', () => {
    const deadLetters = byQueue.resource('aws_sqs_queue', 'producer_queue_dead-letters');
    expect(deadLetters).toMatchObject({ message_retention_seconds: 1_209_600 });
    expect(String(deadLetters['redrive_allow_policy'])).toContain('headwaters-ingest-events-uploads');
    expect(byQueue.statements('producer_queue_dead-letters_senders').map(({ sid }) => sid)).toEqual([
      'TlsOnly',
    ]);
  });

  it('lets S3 send for the source bucket of this account only, and nobody without TLS', () => {
    expect(byQueue.statements('producer_queue_senders')).toMatchObject([
      { sid: 'TlsOnly', effect: 'Deny', actions: ['sqs:*'], resources: [queueArn] },
      {
        sid: 'SendForSource',
        actions: ['sqs:SendMessage'],
        resources: [queueArn],
        principals: [{ type: 'Service', identifiers: ['s3.amazonaws.com'] }],
        condition: [
          { test: 'ArnEquals', variable: 'aws:SourceArn', values: [bucketArn] },
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] },
        ],
      },
    ]);
  });

  it('lets the key encrypt messages that S3 sends for the source bucket', () => {
    const statement = byQueue.keyPolicy().Statement.find(({ Sid }) => Sid === 'EncryptUploads');
    expect(statement).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { ArnLike: { 'aws:SourceArn': [bucketArn] } },
    });
  });

  it('invokes the alias with one message, reports failed ones, and is bounded', () => {
    expect(
      byQueue.resource('aws_lambda_event_source_mapping', 'producer_notification_mapping'),
    ).toMatchObject({
      event_source_arn: '${aws_sqs_queue.producer_queue.arn}',
      function_name: '${aws_lambda_alias.producer_live.arn}',
      batch_size: 1,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 10 },
    });
  });

  it('gives the producer exactly the actions of a mapping, and the key by way of SQS only', () => {
    const { ReceiveUploads } = byQueue.permissions('producer');
    expect(ReceiveUploads).toEqual({
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resources: [queueArn],
    });
    const decrypt = byQueue
      .statements('producer_permissions')
      .find(({ sid }) => sid === 'ReceiveUploadsDecrypt');
    expect(decrypt).toMatchObject({
      actions: ['kms:Decrypt'],
      condition: [{ variable: 'kms:ViaService', values: ['sqs.us-east-1.amazonaws.com'] }],
    });
  });

  it('takes all of the reserved concurrency, but at least 2 and by setting less', () => {
    const concurrencyOf = (producer: object) =>
      synthesize({ ...queued, producer: { ...queued.producer, ...producer } }).resource(
        'aws_lambda_event_source_mapping',
        'producer_notification_mapping',
      )['scaling_config'];
    expect(concurrencyOf({ reservedConcurrency: 40 })).toEqual({ maximum_concurrency: 40 });
    expect(concurrencyOf({ reservedConcurrency: 40, queue: { maxConcurrency: 5 } })).toEqual({
      maximum_concurrency: 5,
    });
  });

  it('is encrypted by SQS without a key of the stack', () => {
    const stack = synthesize({ ...dev, buckets: { ...bucketsOfRules, trigger: 'queue' } });
    expect(stack.resource('aws_sqs_queue', 'producer_queue')).toMatchObject({
      sqs_managed_sse_enabled: true,
    });
    expect(Object.keys(stack.permissions('producer'))).not.toContain('ReceiveUploadsDecrypt');
  });
});

describe('the trigger eventbridge', () => {
  it('has a rule for each rule of uploads; two that overlap share one', () => {
    const patterns = Object.values(byEvents.resources('aws_cloudwatch_event_rule')).map(
      ({ event_pattern: pattern }) =>
        (JSON.parse(String(pattern)) as { detail: { object: object } }).detail.object,
    );
    expect(patterns).toEqual([
      { key: [{ wildcard: 'in/*.csv' }] },
      { key: [{ wildcard: 'in/*.json' }, { suffix: '.json' }] },
      { key: [{ suffix: '.bin' }] },
    ]);
  });

  it('invokes the alias, retries for as long as Lambda does, and keeps what fails', () => {
    expect(
      byEvents.resource('aws_cloudwatch_event_target', 'producer_notification_rule-1_target'),
    ).toMatchObject({
      arn: '${aws_lambda_alias.producer_live.arn}',
      retry_policy: { maximum_event_age_in_seconds: 3_600, maximum_retry_attempts: 185 },
      dead_letter_config: { arn: '${aws_sqs_queue.producer_notification_dead-letters.arn}' },
    });
  });

  it('has a permission for each rule, on the alias', () => {
    expect(
      byEvents.resource('aws_lambda_permission', 'producer_notification_rule-2_permission'),
    ).toMatchObject({
      principal: 'events.amazonaws.com',
      qualifier: '${aws_lambda_alias.producer_live.name}',
      source_arn: '${aws_cloudwatch_event_rule.producer_notification_rule-2.arn}',
    });
  });

  it('lets EventBridge send dead letters for its rules only', () => {
    const [, send] = byEvents.statements('producer_notification_dead-letters_senders');
    expect(send).toMatchObject({
      principals: [{ identifiers: ['events.amazonaws.com'] }],
      condition: [
        {
          variable: 'aws:SourceArn',
          values: [1, 2, 3].map((n) => arn('events', `rule/headwaters-ingest-events-uploads-${n}`)),
        },
      ],
    });
  });

  it('sets the EventBridge switch of its own bucket, at the address that all triggers use, and no other notification', () => {
    expect(byEvents.resources('aws_s3_bucket_notification')).toEqual({
      producer_notification: {
        bucket: '${aws_s3_bucket.source.bucket}',
        eventbridge: true,
        depends_on: [1, 2, 3].map(
          (n) => `aws_cloudwatch_event_target.producer_notification_rule-${n}_target`,
        ),
      },
    });
  });

  it('changes nothing of an existing bucket: its owner enables EventBridge', () => {
    const buckets = { trigger: 'eventbridge', existingSource: { name: 'uploads-of-sales' } } as const;
    const stack = synthesize({ ...events, buckets });
    expect(stack.resources('aws_s3_bucket_notification')).toEqual({});
    const [rule] = Object.values(stack.resources('aws_cloudwatch_event_rule'));
    expect(String(rule?.['event_pattern'])).toContain('"uploads-of-sales"');
  });
});

describe('the trigger notification', () => {
  it('has a filter for each rule of uploads, with prefix and suffix', () => {
    const uploads = [{ prefix: 'in/', suffix: '.csv' }, { suffix: '.json' }];
    const stack = synthesize({ ...dev, buckets: bucketsOfRules, uploads });
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      lambda_function: [
        { id: 'uploads-in/.csv', filter_prefix: 'in/', filter_suffix: '.csv' },
        { id: 'uploads.json', filter_suffix: '.json' },
      ],
    });
  });
});
