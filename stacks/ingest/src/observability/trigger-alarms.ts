import type { WatchedTrigger } from '../trigger/upload-trigger.js';
import { type AlarmSpec, minutes, once } from './alarm-spec.js';
import { queueMetric, ruleMetric } from './metrics.js';

export interface TriggerAlarmsOptions {
  readonly trigger: WatchedTrigger;
  /** Age of a message at which someone is warned. */
  readonly lagWarningMinutes: number;
}

/** Uploads that wait in a queue, that did not start the producer, or that are lost on the way to it. */
export function triggerAlarms({ trigger, lagWarningMinutes }: TriggerAlarmsOptions): AlarmSpec[] {
  const { queue, deadLetterQueue, rules = [] } = trigger;
  return [
    ...(queue === undefined ? [] : [queued(queue, lagWarningMinutes)]),
    ...(deadLetterQueue === undefined ? [] : [deadLettered(deadLetterQueue)]),
    ...rules.map((rule, index) => lost(rule, index + 1)),
  ];
}

/** A message that was received three times no longer counts for the age: the alarm is about the others, and the dead letters about it. */
function queued(queue: string, lagWarningMinutes: number): AlarmSpec {
  return {
    id: 'uploads-queued',
    severity: 'warning',
    meaning: `Uploads wait in the queue for more than ${lagWarningMinutes} minutes, or fail and are retried.`,
    runbookSection: 'uploads-wait-in-the-queue',
    measured: { metric: queueMetric(queue, 'ApproximateAgeOfOldestMessage'), statistic: 'Maximum' },
    threshold: lagWarningMinutes * 60,
    evaluation: minutes(5, 15),
    missingData: 'notBreaching',
  };
}

/**
 * NumberOfMessagesSent does not count dead letters. Source:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html, read on 2026-11-29.
 */
function deadLettered(queue: string): AlarmSpec {
  return {
    id: 'uploads-dead-lettered',
    severity: 'warning',
    meaning:
      'Uploads did not reach the producer. The dead-letter queue has their events, for 14 days at most.',
    runbookSection: 'uploads-are-in-the-dead-letter-queue',
    measured: { metric: queueMetric(queue, 'ApproximateNumberOfMessagesVisible'), statistic: 'Maximum' },
    threshold: 0,
    evaluation: once,
    missingData: 'notBreaching',
  };
}

function lost(rule: string, number: number): AlarmSpec {
  return {
    id: `uploads-${number}-lost`,
    severity: 'page',
    meaning:
      'EventBridge could neither start the producer nor write the event of an upload to the dead-letter queue.',
    runbookSection: 'events-of-uploads-are-lost',
    measured: { metric: ruleMetric(rule, 'InvocationsFailedToBeSentToDlq'), statistic: 'Sum' },
    threshold: 0,
    evaluation: once,
    missingData: 'notBreaching',
  };
}
