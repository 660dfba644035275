import * as v from 'valibot';
import { alarmSettings } from './alarm-settings.js';
import { bucketSettings } from './bucket-settings.js';
import { consumerSettings } from './consumer-settings.js';
import { crossChecks } from './cross-checks.js';
import { encryptionSettings } from './encryption-settings.js';
import { onOrOff } from './on-or-off.js';
import { namedTexts } from './named-texts.js';
import { oneOf } from './one-of.js';
import { producerSettings } from './producer-settings.js';
import { resourceName } from './resource-name.js';
import { SettingsError, problemOfIssue } from './settings-error.js';
import { stateSettings } from './state-settings.js';
import { streamSettings } from './stream-settings.js';
import { text } from './text.js';

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
