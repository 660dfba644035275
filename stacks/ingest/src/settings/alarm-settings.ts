import * as v from 'valibot';
import { onOrOff } from './on-or-off.js';
import { text } from './text.js';
import { wholeNumber } from './whole-number.js';

const percent = (reason: string) => wholeNumber({ unit: 'percent', min: 1, max: 99, reason });

/** When a person is told, and where. */
export const alarmSettings = v.strictObject({
  ownTopic: v.optional(
    onOrOff('to make a topic that every alarm tells, for whoever is on call to subscribe to, or to false'),
    true,
  ),
  /** Besides the stack's own. With none at all, alarms show on the dashboard only. */
  topicArns: v.optional(
    v.array(text('the ARN of an SNS topic that is told', /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/)),
    [],
  ),
  iteratorAgePercent: v.optional(
    percent('the part of the retention that a consumer may fall behind before it alarms'),
    25,
  ),
  writeThroughputPercent: v.optional(
    percent('the part of what the shards take in that may be used before it alarms'),
    80,
  ),
});
