import {
  eventSourceMappingLimits,
  findPartitioningProblem,
  kinesisLimits,
} from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { SettingsError, type SettingsProblem } from '../errors.js';
import { ingestSettings, type IngestSettings, type IngestSettingsInput } from './ingest-settings.js';
import { overlongNames } from './resource-names.js';
import { shardCountOf } from './stream-settings.js';

/**
 * Validates the settings of an environment: each against its range, then all against each other.
 *
 * @returns The settings, with the defaults of those that are left out.
 * @throws {@link SettingsError} with every invalid setting, its value, and what to change.
 */
export function parseSettings(input: IngestSettingsInput): IngestSettings {
  const result = v.safeParse(ingestSettings, input);
  if (!result.success) throw new SettingsError(result.issues.map(problemOfIssue));
  const problems = crossChecks.flatMap((check) => check(result.output));
  if (problems.length > 0) throw new SettingsError(problems);
  return result.output;
}

function problemOfIssue(issue: v.GenericIssue): SettingsProblem {
  const setting = issue.path?.map(({ key }) => String(key)).join('.') ?? 'settings';
  if (issue.type !== 'strict_object') return { setting, value: issue.input, advice: issue.message };
  const missing = issue.expected !== 'never';
  return {
    setting,
    value: missing ? undefined : issue.input,
    advice: missing ? 'add it' : 'remove it or correct its name: there is no such setting',
  };
}

type CrossCheck = (settings: IngestSettings) => SettingsProblem[];

const digits = new Intl.NumberFormat('en-US');

const recordAgeWithinRetention: CrossCheck = ({ stream, consumers }) => {
  const retentionSeconds = stream.retentionHours * 3_600;
  return consumers.flatMap(({ maxRecordAgeSeconds }, index) =>
    maxRecordAgeSeconds < retentionSeconds
      ? []
      : {
          setting: `consumers.${index}.maxRecordAgeSeconds`,
          value: maxRecordAgeSeconds,
          advice:
            `set it below ${digits.format(retentionSeconds)} seconds or raise stream.retentionHours (${stream.retentionHours}): ` +
            'a Kinesis record that expires before it reaches this age is not copied to the failures bucket',
        },
  );
};

/** A Kinesis record of incompressible data has the largest size, and the function receives it in base64. */
const batchWithinPayload: CrossCheck = ({ consumers }) => {
  const { maxBatchBytes } = eventSourceMappingLimits;
  const { maxRecordBytes } = kinesisLimits;
  const maxBatchRecords = Math.ceil(maxBatchBytes / ((maxRecordBytes * 4) / 3)) - 1;
  return consumers.flatMap(({ batchRecords }, index) =>
    batchRecords <= maxBatchRecords
      ? []
      : {
          setting: `consumers.${index}.batchRecords`,
          value: batchRecords,
          advice:
            `set it to at most ${digits.format(maxBatchRecords)}: batchRecords x ${digits.format(maxRecordBytes)} bytes x 4/3 (base64) ` +
            `must stay below ${digits.format(maxBatchBytes)} bytes, or a batch of incompressible data is never full`,
        },
  );
};

const countSharing = ({ consumers }: IngestSettings) => consumers.filter(({ fanOut }) => !fanOut).length;

const consumersWithinShardReads: CrossCheck = (settings) => {
  const sharing = countSharing(settings);
  const { shardReadCallsPerSecond } = kinesisLimits;
  if (sharing <= shardReadCallsPerSecond) return [];
  return [
    {
      setting: 'consumers without fanOut',
      value: sharing,
      advice:
        `keep at most ${shardReadCallsPerSecond} or set fanOut on some: each polls every shard once a second, and a shard ` +
        `serves ${shardReadCallsPerSecond} reads per second`,
    },
  ];
};

const consumerNamesDiffer: CrossCheck = ({ consumers }) =>
  consumers.flatMap(({ name }, index) =>
    consumers.findIndex((other) => other.name === name) === index
      ? []
      : {
          setting: `consumers.${index}.name`,
          value: name,
          advice: 'choose another: an earlier consumer has this name',
        },
  );

const suffixesDiffer: CrossCheck = ({ buckets }) =>
  buckets.suffixes.flatMap((suffix, index) =>
    buckets.suffixes.some((other, position) => position !== index && suffix.endsWith(other))
      ? {
          setting: `buckets.suffixes.${index}`,
          value: suffix,
          advice: 'remove it: another suffix already matches these keys, and S3 refuses overlapping filters',
        }
      : [],
  );

/** The producer's blocks are compressed or framed: no filter would match them. */
const filterSeesPlainRecords: CrossCheck = ({ stream, consumers }) =>
  consumers.flatMap(({ filter }, index) =>
    filter === undefined || stream.capacity.mode === 'existing'
      ? []
      : {
          setting: `consumers.${index}.filter`,
          value: filter,
          advice:
            'remove it: a filter matches Kinesis records of one uncompressed JSON document each, but the producer writes blocks. No block would ' +
            "match, and the consumer would receive nothing. Use filters with stream.capacity.mode 'existing' only",
        },
  );

const partitioningIsConsistent: CrossCheck = ({ producer }) => {
  const problem = findPartitioningProblem(producer);
  if (problem === undefined) return [];
  const { setting, advice } = problem;
  return [{ setting: `producer.${setting}`, value: producer[setting], advice }];
};

const slotsFillShards: CrossCheck = (settings) => {
  const { partitionStrategy, partitionSlots } = settings.producer;
  const shards = shardCountOf(settings.stream.capacity, countSharing(settings)) ?? 1;
  if (partitionStrategy !== 'field' || partitionSlots >= shards) return [];
  return [
    {
      setting: 'producer.partitionSlots',
      value: partitionSlots,
      advice:
        `set it to at least ${digits.format(shards)}, better to several times that: each slot is one partition key, and with fewer slots ` +
        'than shards some shards stay idle',
    },
  ];
};

/** CloudWatch can't use the AWS managed key of SNS, and the stack creates no unencrypted topic. */
const topicHasKey: CrossCheck = ({ alarms, encryption }) =>
  alarms.ownTopic && encryption.key === 'aws-managed'
    ? [
        {
          setting: 'alarms.ownTopic',
          value: true,
          advice:
            "set it to false, or encryption.key to 'own' or 'existing': CloudWatch alarms can't publish to a topic that an AWS managed key encrypts",
        },
      ]
    : [];

const namesFit: CrossCheck = (settings) =>
  overlongNames(
    settings,
    settings.consumers.map(({ name }) => name),
  ).map(({ resource, characters, maxCharacters }) => ({
    setting: 'namePrefix',
    value: settings.namePrefix,
    advice:
      `shorten it or environment ("${settings.environment}"): the name of ${resource} would have ` +
      `${characters} characters, and AWS allows ${maxCharacters}`,
  }));

/** Constraints between settings. Each check is independent and names the setting to change. */
const crossChecks: readonly CrossCheck[] = [
  recordAgeWithinRetention,
  batchWithinPayload,
  consumersWithinShardReads,
  consumerNamesDiffer,
  suffixesDiffer,
  filterSeesPlainRecords,
  partitioningIsConsistent,
  slotsFillShards,
  topicHasKey,
  namesFit,
];
