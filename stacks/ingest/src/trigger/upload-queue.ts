import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { Construct } from 'constructs';
import { notificationFilter } from '../filters/upload-filter.js';
import { maxConcurrencyOf, type ProducerSettings } from '../settings/producer-settings.js';
import { PrivateQueue, type PrivateQueueOptions } from './private-queue.js';
import type { UploadTriggerOptions, WatchedTrigger } from './upload-trigger.js';

/**
 * So that no other invocation receives a message that is still processed, or that waits for a throttled invocation.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, read on 2026-11-29.
 */
const visibilityPerTimeout = 6;

export interface UploadQueueOptions extends Pick<PrivateQueueOptions, 'account' | 'key'> {
  /** Prefix of the names of the queues. */
  readonly name: string;
  readonly settings: ProducerSettings;
  readonly bucketArn: string;
}

/** The queue that S3 sends uploads to, and the one that keeps those that failed too often. */
export class UploadQueue extends Construct {
  readonly queue: PrivateQueue;
  readonly watched: WatchedTrigger;

  constructor(scope: Construct, id: string, { name, settings, bucketArn, account, key }: UploadQueueOptions) {
    super(scope, id);
    const queueName = `${name}-uploads`;
    const deadLetters = new PrivateQueue(this, 'dead-letters', {
      account,
      key,
      name: `${name}-dead-letters`,
      deadLettersOf: [queueName],
    });
    this.queue = new PrivateQueue(this, 'Default', {
      account,
      key,
      name: queueName,
      sender: { service: 's3.amazonaws.com', sourceArns: [bucketArn], sourceAccount: account.id },
      visibilitySeconds: visibilityPerTimeout * settings.timeoutSeconds,
      deadLetters: { queue: deadLetters, maxReceives: settings.queue.maxReceives },
    });
    this.watched = { queue: this.queue.name, deadLetterQueue: deadLetters.name };
  }
}

/** Sends each upload to a queue, and starts a function with what is in it. */
export class QueuedUploads extends Construct {
  constructor(scope: Construct, id: string, { queue }: UploadQueue, options: UploadTriggerOptions) {
    super(scope, id);
    const { bucket, filters, eventBridge, target, settings, dependsOn } = options;
    new LambdaEventSourceMapping(this, 'mapping', {
      eventSourceArn: queue.arn,
      functionName: target.invokedArn,
      batchSize: settings.queue.batchMessages,
      // Only the uploads that failed become visible again.
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: maxConcurrencyOf(settings) },
      metricsConfig: { metrics: ['EventCount'] },
      dependsOn: [...dependsOn],
    });
    new S3BucketNotification(this, 'Default', {
      bucket: bucket.name,
      queue: filters.map((filter) => ({ ...notificationFilter(filter), queueArn: queue.arn })),
      ...(eventBridge ? { eventbridge: true } : {}),
      // S3 sends a test message when the notification is created.
      dependsOn: [...queue.readiness, ...bucket.readiness],
    });
  }
}
