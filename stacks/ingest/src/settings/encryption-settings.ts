import * as v from 'valibot';
import { wholeNumber } from './whole-number.js';

/** Who holds the key of stream, buckets, logs and variables. */
export const encryptionSettings = v.variant(
  'key',
  [
    v.strictObject({ key: v.literal('aws-managed') }),
    v.strictObject({
      key: v.literal('own'),
      rotationDays: wholeNumber({
        unit: 'days',
        min: 90,
        max: 2_560,
        reason: 'the rotation periods that KMS offers; old data stays readable',
      }),
      deletionWindowDays: wholeNumber({
        unit: 'days',
        min: 7,
        max: 30,
        reason: 'the time for which KMS can bring a deleted key back; after it, all data is lost',
      }),
    }),
    v.strictObject({
      key: v.literal('existing'),
      arn: v.pipe(
        v.string('set it to the ARN of a key'),
        v.regex(
          /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
          'set it to the ARN of a key (not of an alias) whose policy lets this account and CloudWatch Logs use it',
        ),
      ),
    }),
  ],
  "set its key to 'aws-managed', 'own' or 'existing'",
);
