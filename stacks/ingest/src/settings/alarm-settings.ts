import * as v from 'valibot';
import { wholeNumber } from './whole-number.js';

const percent = (reason: string) => wholeNumber({ unit: 'percent', min: 1, max: 99, reason });

/** When a person is told, and where. */
export const alarmSettings = v.strictObject({
  /** SNS topics that alarms are sent to; with none, alarms show on the dashboard only. */
  topicArns: v.array(
    v.pipe(
      v.string('set it to the ARN of an SNS topic'),
      v.regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'set it to the ARN of an SNS topic'),
    ),
  ),
  iteratorAgePercent: percent('the part of the retention that a consumer may fall behind before it alarms'),
  writeThroughputPercent: percent('the part of what the shards take in that may be used before it alarms'),
});
