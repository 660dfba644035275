import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { Construct } from 'constructs';
import { groupFilters, uploadPattern } from '../filters/event-pattern.js';
import { eventBridgeLimits } from '../limits.js';
import { PrivateQueue } from './private-queue.js';
import { qualifierOf, type UploadTriggerOptions, type WatchedTrigger } from './upload-trigger.js';

/**
 * Starts a function for each upload, by rules of EventBridge on the events of a bucket. Rules of others, and other notifications of the
 * bucket, stay unchanged. Filters that overlap share a rule, so that an upload starts the function once.
 */
export class UploadEvents extends Construct {
  readonly watched: WatchedTrigger;

  /** @param isOwnBucket - Whether this stack owns the notifications of the bucket, and so its EventBridge switch. */
  constructor(scope: Construct, id: string, options: UploadTriggerOptions, isOwnBucket: boolean) {
    super(scope, id);
    const { name, bucket, filters, account } = options;
    const rules = groupFilters(filters).map((group, index) => ({
      name: `${name}-uploads-${index + 1}`,
      pattern: uploadPattern(bucket.name, group),
    }));
    const deadLetters = new PrivateQueue(this, 'dead-letters', {
      account,
      name: `${name}-dead-letters`,
      key: options.key,
      sender: {
        service: 'events.amazonaws.com',
        sourceArns: rules.map((rule) => account.arn('events', `rule/${rule.name}`)),
      },
    });
    const targets = rules.map(
      (rule, index) => new EventRule(this, `rule-${index + 1}`, { ...options, ...rule, deadLetters }),
    );
    if (isOwnBucket) {
      // Events are sent only when everything is in place that they start.
      const dependsOn = targets.flatMap(({ readiness }) => readiness);
      new S3BucketNotification(this, 'Default', { bucket: bucket.name, eventbridge: true, dependsOn });
    }
    this.watched = { rules: rules.map((rule) => rule.name), deadLetterQueue: deadLetters.name };
  }
}

interface EventRuleOptions extends UploadTriggerOptions {
  /** An event pattern as JSON. */
  readonly pattern: string;
  readonly deadLetters: PrivateQueue;
}

/** One rule, with the function as its target. */
class EventRule extends Construct {
  readonly readiness: readonly CloudwatchEventTarget[];

  constructor(scope: Construct, id: string, options: EventRuleOptions) {
    super(scope, id);
    const { name, pattern, target, settings, deadLetters, dependsOn } = options;
    const rule = new CloudwatchEventRule(this, 'Default', {
      name,
      description: 'Starts the producer for each upload.',
      eventPattern: pattern,
    });
    const permission = new LambdaPermission(this, 'permission', {
      statementIdPrefix: 'uploads-',
      action: 'lambda:InvokeFunction',
      functionName: target.name,
      ...qualifierOf(target),
      principal: 'events.amazonaws.com',
      // The ARN of a rule contains its account.
      sourceArn: rule.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    const delivery = new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: target.invokedArn,
      // Until Lambda has queued the event. From then on the function's own retries count.
      retryPolicy: {
        maximumEventAgeInSeconds: settings.maxEventAgeSeconds,
        maximumRetryAttempts: eventBridgeLimits.maxRetries,
      },
      deadLetterConfig: { arn: deadLetters.arn },
      dependsOn: [permission, ...deadLetters.readiness, ...dependsOn],
    });
    this.readiness = [delivery];
  }
}
