import { divisionProblem, eventSourceMappingLimits, kinesisLimits } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '../errors.js';
import type { IngestSettings } from './ingest-settings.js';
import { longestNames } from './resource-names.js';
import { shardCountOf } from './stream-settings.js';

type CrossCheck = (settings: IngestSettings) => SettingsProblem[];

const digits = new Intl.NumberFormat('en-US');

const recordAgeWithinRetention: CrossCheck = ({ stream, consumers }) =>
  consumers.flatMap(({ maxRecordAgeSeconds }, index) =>
    maxRecordAgeSeconds < stream.retentionHours * 3_600
      ? []
      : {
          setting: `consumers.${index}.maxRecordAgeSeconds`,
          value: maxRecordAgeSeconds,
          advice:
            `set it below ${digits.format(stream.retentionHours * 3_600)} seconds or raise stream.retentionHours ` +
            `(${stream.retentionHours}): a record that expires before it is given up leaves no copy behind`,
        },
  );

const batchWithinPayload: CrossCheck = ({ consumers }) => {
  // A block that does not compress fills a Kinesis record; the function receives it in base64.
  const worstRecordBytes = (kinesisLimits.maxRecordBytes * 4) / 3;
  const mostRecords = Math.ceil(eventSourceMappingLimits.maxBatchBytes / worstRecordBytes) - 1;
  return consumers.flatMap(({ batchRecords }, index) =>
    batchRecords <= mostRecords
      ? []
      : {
          setting: `consumers.${index}.batchRecords`,
          value: batchRecords,
          advice:
            `set it to at most ${digits.format(mostRecords)}: batchRecords x ${digits.format(kinesisLimits.maxRecordBytes)} bytes x 4/3 (base64) ` +
            `must stay below ${digits.format(eventSourceMappingLimits.maxBatchBytes)} bytes, or incompressible data never fills a batch`,
        },
  );
};

const consumersWithinShardReads: CrossCheck = ({ consumers }) => {
  const sharing = consumers.filter(({ fanOut }) => !fanOut).length;
  return sharing <= kinesisLimits.shardReadCallsPerSecond
    ? []
    : [
        {
          setting: 'consumers without fanOut',
          value: sharing,
          advice:
            `keep at most ${kinesisLimits.shardReadCallsPerSecond} or set fanOut on some: each polls every shard once a second, and a shard ` +
            `answers ${kinesisLimits.shardReadCallsPerSecond} reads a second`,
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
          advice: 'choose another: a consumer before it has this name',
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

const namesFit: CrossCheck = (settings) =>
  longestNames(settings)
    .filter(({ characters, limit }) => characters > limit)
    .map(({ what, characters, limit }) => ({
      setting: 'namePrefix',
      value: settings.namePrefix,
      advice:
        `shorten it or environment ("${settings.environment}"): the name of ${what} would have ` +
        `${characters} characters, and AWS takes ${limit}`,
    }));

/** Our producer's blocks are compressed or framed: a filter would match none of them, and drop all. */
const filterSeesPlainRecords: CrossCheck = ({ stream, consumers }) =>
  consumers.flatMap(({ filter }, index) =>
    filter === undefined || stream.capacity.mode === 'existing'
      ? []
      : {
          setting: `consumers.${index}.filter`,
          value: filter,
          advice:
            'remove it: a filter fits plain records alone, each one uncompressed JSON, and the producer writes blocks of many; what matches no ' +
            "pattern is dropped, which would be all. It fits a stream that others write plain records to (stream.capacity.mode 'existing')",
        },
  );

const divisionFits: CrossCheck = ({ producer }) => {
  const problem = divisionProblem(producer);
  if (problem === undefined) return [];
  const { setting, advice } = problem;
  return [{ setting: `producer.${setting}`, value: producer[setting], advice }];
};

const slotsFillShards: CrossCheck = ({ producer, stream, consumers }) => {
  const { partitionStrategy, partitionSlots } = producer;
  const shards = shardCountOf(stream.capacity, consumers.filter(({ fanOut }) => !fanOut).length) ?? 1;
  if (partitionStrategy !== 'field' || partitionSlots >= shards) return [];
  return [
    {
      setting: 'producer.partitionSlots',
      value: partitionSlots,
      advice: `set it to at least ${digits.format(shards)}, better to several times that: a slot is a partition key, and with fewer than shards some stay idle`,
    },
  ];
};

/** CloudWatch may not use AWS's own key for SNS, and a topic in the clear is not made. */
const topicHasKey: CrossCheck = ({ alarms, encryption }) =>
  alarms.ownTopic && encryption.key === 'aws-managed'
    ? [
        {
          setting: 'alarms.ownTopic',
          value: true,
          advice:
            "set it to false, or encryption.key to 'own' or 'existing': CloudWatch can't tell a topic that AWS's own key encrypts",
        },
      ]
    : [];

/** What must hold between settings. Each check stands alone and names the setting to change. */
export const crossChecks: readonly CrossCheck[] = [
  recordAgeWithinRetention,
  batchWithinPayload,
  consumersWithinShardReads,
  consumerNamesDiffer,
  suffixesDiffer,
  filterSeesPlainRecords,
  divisionFits,
  slotsFillShards,
  topicHasKey,
  namesFit,
];
