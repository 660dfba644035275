import * as v from 'valibot';
import { SettingsError, problemOfIssue } from '../errors.js';
import { bucketSettings } from './bucket-settings.js';
import { consumerSettings } from './consumer-settings.js';
import { crossChecks } from './parse-settings.js';
import { producerSettings } from './producer-settings.js';
import { streamSettings } from './stream-settings.js';
import { keyArn, namedTexts, onOrOff, oneOf, resourceName, text, wholeNumber } from './value-schemas.js';

/** Where Terraform remembers what it made. */
const stateSettings = v.variant(
  'kind',
  [
    /** In a file beside the workspace: for one person, on one machine. */
    v.strictObject({ kind: v.literal('local') }),
    /** In a bucket, with a lock, so that two people or CI jobs never apply at once. `npm run state:bootstrap` makes one. */
    v.strictObject({
      kind: v.literal('s3'),
      bucket: text('the name that `npm run state:bootstrap` prints', /^.{3,}$/),
      region: text('the region of that bucket', /^[a-z]{2}(-[a-z]+)+-\d$/),
    }),
  ],
  "set its kind to 'local' or 's3'",
);

export type StateSettings = v.InferOutput<typeof stateSettings>;

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
const encryptionSettings = v.variant(
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

const percent = (reason: string) => wholeNumber({ unit: 'percent', min: 1, max: 99, reason });

/** When a person is told, and where. */
const alarmSettings = v.strictObject({
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

/** The retentions that CloudWatch Logs offers. Source: API reference, PutRetentionPolicy, read on 2026-11-23. */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288,
  3_653,
] as const;

export const ingestSettings = v.strictObject({
  /** Part of every name, so that several environments fit in one account. */
  environment: resourceName(12),
  namePrefix: v.optional(resourceName(24), 'headwaters'),
  region: text('a region such as us-east-1', /^[a-z]{2}(-[a-z]+)+-\d$/),
  tags: v.optional(namedTexts('tags of everything that is made, besides application and environment'), {}),
  state: v.optional(stateSettings, { kind: 'local' }),
  encryption: v.optional(encryptionSettings, { key: 'own' }),
  deletionProtection: v.optional(
    onOrOff(
      'where the data matters: Terraform then refuses to delete it; to destroy, set it to false and apply first',
    ),
    true,
  ),
  tracing: v.optional(onOrOff('to let X-Ray sample invocations, or to false'), true),
  stream: v.optional(streamSettings, {}),
  buckets: v.optional(bucketSettings, {}),
  producer: v.optional(producerSettings, {}),
  consumers: v.pipe(
    v.array(consumerSettings),
    v.minLength(1, 'add a consumer: without one, what is uploaded goes nowhere'),
  ),
  alarms: v.optional(alarmSettings, {}),
  logRetentionDays: v.optional(
    oneOf(logRetentionDays, 'the retentions that CloudWatch Logs offers, in days'),
    365,
  ),
});

/** What an environment's file states: what it leaves out is as for data that matters. */
export type IngestSettingsInput = v.InferInput<typeof ingestSettings>;

/** The settings of one environment, checked one by one and against each other. */
export type IngestSettings = v.InferOutput<typeof ingestSettings>;

/**
 * Checks an environment's settings: each against its range, then all against each other.
 *
 * @throws {@link SettingsError} that names every setting at fault, its value, what it may be and why.
 */
export function parseSettings(input: IngestSettingsInput): IngestSettings {
  const result = v.safeParse(ingestSettings, input);
  if (!result.success) throw new SettingsError(result.issues.map(problemOfIssue));
  const problems = crossChecks.flatMap((check) => check(result.output));
  if (problems.length > 0) throw new SettingsError(problems);
  return result.output;
}
