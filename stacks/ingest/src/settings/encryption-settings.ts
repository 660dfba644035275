import * as v from 'valibot';
import { keyArn } from './key-arn.js';
import { wholeNumber } from './whole-number.js';

const rotationDays = wholeNumber({
  unit: 'days',
  min: 90,
  max: 2_560,
  reason: 'the rotation periods that KMS offers; old data stays readable',
});
const deletionWindowDays = wholeNumber({
  unit: 'days',
  min: 7,
  max: 30,
  reason: 'the time for which KMS can bring a deleted key back; after it, all data is lost',
});

/** Who holds the key of stream, buckets, logs and variables. */
export const encryptionSettings = v.variant(
  'key',
  [
    v.strictObject({ key: v.literal('aws-managed') }),
    v.strictObject({
      key: v.literal('own'),
      rotationDays: v.optional(rotationDays, 365),
      deletionWindowDays: v.optional(deletionWindowDays, 30),
    }),
    /** Its policy must also let CloudWatch Logs use it. */
    v.strictObject({ key: v.literal('existing'), arn: keyArn }),
  ],
  "set its key to 'aws-managed', 'own' or 'existing'",
);
