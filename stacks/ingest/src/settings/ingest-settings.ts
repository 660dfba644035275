import {
  allowedAccountIds,
  flag,
  keyArn,
  oneOf,
  patternString,
  regionName,
  resourceName,
  stateSettings,
  stringMap,
  wholeNumber,
} from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { keyLimits, lambdaRuntimes, logRetentionDays } from '../limits.js';
import { alarmSettings } from './alarm-settings.js';
import { bucketSettings } from './bucket-settings.js';
import { consumerList } from './consumer-settings.js';
import { canarySettings, operatorSettings, reconcileSettings } from './operation-settings.js';
import { producerSettings } from './producer-settings.js';
import { streamSettings } from './stream-settings.js';
import { uploadRules } from './upload-settings.js';

const rotationDays = wholeNumber({
  unit: 'days',
  min: keyLimits.minRotationDays,
  max: keyLimits.maxRotationDays,
  description: 'rotation period of the key; data encrypted before a rotation stays readable',
});
const deletionWindowDays = wholeNumber({
  unit: 'days',
  min: keyLimits.minDeletionWindowDays,
  max: keyLimits.maxDeletionWindowDays,
  description: 'time during which the deletion of the key can be cancelled; after it, all data is lost',
});

/** The key that encrypts the stream, the buckets, the logs and the environment variables. */
const encryptionSettings = v.variant(
  'key',
  [
    v.strictObject({ key: v.literal('aws-managed') }),
    v.strictObject({
      key: v.literal('own'),
      rotationDays: v.optional(rotationDays, 365),
      deletionWindowDays: v.optional(deletionWindowDays, 30),
    }),
    /** Its key policy must also allow CloudWatch Logs to use it. */
    v.strictObject({ key: v.literal('existing'), arn: keyArn }),
  ],
  "set its key to 'aws-managed', 'own' or 'existing'",
);

/** Every setting of an environment. */
export const ingestSettings = v.strictObject({
  /** Part of every name, so that several environments fit in one account. */
  environment: resourceName(12),
  namePrefix: v.optional(resourceName(24), 'headwaters'),
  region: regionName,
  /** If left out, Terraform deploys to the account of whatever credentials it finds. */
  allowedAccountIds: v.optional(allowedAccountIds),
  tags: v.optional(stringMap('tags of every resource, besides application and environment'), {}),
  state: v.optional(stateSettings, { kind: 's3' }),
  encryption: v.optional(encryptionSettings, { key: 'own' }),
  /** The delivery stack creates one, and its deploy roles can create only roles that have it. */
  permissionsBoundary: v.optional(
    patternString(
      'the name of an IAM policy of the account that limits the roles of the stack (permissions boundary); none, if left out',
      /^[\w+=,.@-]{1,128}$/,
    ),
  ),
  deletionProtection: v.optional(
    flag(
      'whether Terraform refuses to delete the stream, the buckets and the key. To destroy them, set it to false and apply first',
    ),
    true,
  ),
  tracing: v.optional(flag('whether X-Ray samples invocations'), true),
  runtime: v.optional(
    oneOf(
      lambdaRuntimes,
      'Lambda runtime of all functions. AWS supports nodejs22.x until 30 April 2027, nodejs24.x until 30 April 2028',
    ),
    'nodejs24.x',
  ),
  versions: v.optional(
    flag(
      'whether functions are published as versions behind the alias live, so that one command points it back to an earlier version',
    ),
    true,
  ),
  stream: v.optional(streamSettings, {}),
  buckets: v.optional(bucketSettings, {}),
  producer: v.optional(producerSettings, {}),
  /** If left out: one rule for each suffix in buckets.suffixes, with the settings of the producer. */
  uploads: v.optional(uploadRules),
  consumers: consumerList,
  alarms: v.optional(alarmSettings, {}),
  /** If left out, the stack has no role for operators: they bring their own permissions. */
  operators: v.optional(operatorSettings),
  /** If left out, `headwaters reconcile` compares on demand only. */
  reconcile: v.optional(reconcileSettings),
  /** If left out, there is no canary. */
  canary: v.optional(canarySettings),
  logRetentionDays: v.optional(
    oneOf(logRetentionDays, 'retention of the log groups in days; CloudWatch Logs allows these values'),
    365,
  ),
});

/** The settings in the file of an environment. The defaults of settings that are left out suit production data. */
export type IngestSettingsInput = v.InferInput<typeof ingestSettings>;

/** All settings of an environment, valid and complete. */
export type IngestSettings = v.InferOutput<typeof ingestSettings>;
