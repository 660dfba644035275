import { flag, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';

const topicArns = (description: string) =>
  v.optional(v.array(patternString(description, /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/)), []);

const lagMinutes = (description: string) =>
  wholeNumber({ unit: 'minutes', min: 1, max: 10_079, description });

/** When alarms go off, and which topics they notify. Without a topic, alarms show on the dashboard only. */
export const alarmSettings = v.strictObject({
  ownTopic: v.optional(
    flag(
      'whether the stack creates an SNS topic that every alarm notifies. Subscriptions are not part of it',
    ),
    true,
  ),
  topicArns: topicArns('the ARN of an SNS topic that every alarm notifies, besides that of the stack'),
  pageTopicArns: topicArns(
    'the ARN of an SNS topic that wakes someone up: only alarms of the severity page notify it, besides the topics above',
  ),
  /** Alarm descriptions link to its sections. */
  runbookUrl: v.optional(
    patternString(
      'the URL of the page that shows the runbook, such as https://docs.example.com/runbook: the messages of the alarms link to its sections. If left out, they name the file',
      /^(https:\/\/\S+|apps\/docs\/runbook\.md)$/,
    ),
    'apps/docs/runbook.md',
  ),
  lagWarningMinutes: v.optional(
    lagMinutes('lag of a consumer, or waiting time of an upload, above which an alarm warns'),
    15,
  ),
  lagCriticalMinutes: v.optional(
    lagMinutes(
      'lag of a consumer above which an alarm pages. It leaves time to act: a Kinesis record is lost to the consumer at maxRecordAgeSeconds',
    ),
    360,
  ),
  writeThroughputPercent: v.optional(
    wholeNumber({
      unit: 'percent',
      min: 1,
      max: 99,
      description: 'part of the write capacity of the shards that may be used before the alarm goes off',
    }),
    80,
  ),
});

export type AlarmSettings = v.InferOutput<typeof alarmSettings>;
