import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { streamQuotas } from '../limits.js';
import { type ConsumerSettings, eachFunction, hasFunction } from './consumer-settings.js';
import type { IngestSettings } from './ingest-settings.js';

const digits = new Intl.NumberFormat('en-US');

/** Constraints between the consumers, and between them and the stream. */
export function consumerProblems(settings: IngestSettings): SettingsProblem[] {
  return [
    ...nameProblems(settings),
    ...startProblems(settings),
    ...ageProblems(settings),
    ...quarantineProblems(settings),
    ...sharedReadProblems(settings),
    ...fanOutProblems(settings),
  ];
}

/** The consumers that share the read throughput of the shards: those without enhanced fan-out, and delivery streams. */
export const countSharing = (consumers: readonly ConsumerSettings[]) =>
  consumers.filter((consumer) => !(hasFunction(consumer) && consumer.fanOut)).length;

function nameProblems({ consumers }: IngestSettings): SettingsProblem[] {
  return consumers.flatMap(({ name }, index) =>
    consumers.findIndex((other) => other.name === name) === index
      ? []
      : {
          setting: `consumers.${index}.name`,
          value: name,
          advice: 'choose another: an earlier consumer has this name',
        },
  );
}

function startProblems({ consumers }: IngestSettings): SettingsProblem[] {
  return eachFunction(consumers, ({ startingPosition, startingTimestamp }, index) => {
    const setting = `consumers.${index}.startingTimestamp`;
    const hasTimestamp = startingTimestamp !== undefined;
    if (hasTimestamp === (startingPosition === 'AT_TIMESTAMP')) return [];
    return hasTimestamp
      ? { setting, value: startingTimestamp, advice: "remove it, or set startingPosition to 'AT_TIMESTAMP'" }
      : { setting, value: undefined, advice: "add it: startingPosition 'AT_TIMESTAMP' reads from this time" };
  });
}

function ageProblems({ stream, consumers }: IngestSettings): SettingsProblem[] {
  const retentionSeconds = stream.retentionHours * 3_600;
  return eachFunction(consumers, ({ maxRecordAgeSeconds }, index) =>
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
}

function sharedReadProblems({ consumers }: IngestSettings): SettingsProblem[] {
  const sharing = countSharing(consumers);
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
}

function fanOutProblems({ consumers, stream: { capacity } }: IngestSettings): SettingsProblem[] {
  const fannedOut = consumers.length - countSharing(consumers);
  // The mode of an existing stream is unknown here.
  const isAdvantage = capacity.mode === 'existing' || (capacity.mode === 'on-demand' && capacity.advantage);
  const { maxFanOutConsumers, maxFanOutConsumersWithAdvantage } = streamQuotas;
  const max = isAdvantage ? maxFanOutConsumersWithAdvantage : maxFanOutConsumers;
  if (fannedOut <= max) return [];
  return [
    {
      setting: 'consumers with fanOut',
      value: fannedOut,
      advice:
        `keep at most ${max}: a stream has ${maxFanOutConsumers} consumers with enhanced fan-out, or ${maxFanOutConsumersWithAdvantage} in On-demand Advantage mode. ` +
        `Set fanOut to false on some; up to ${kinesisLimits.shardReadCallsPerSecond} can share the reads of the shards`,
    },
  ];
}

/** Lambda dead-letters whole batches by age, so the consumer must have quarantined the one bad Kinesis record before. */
function quarantineProblems({ consumers }: IngestSettings): SettingsProblem[] {
  return eachFunction(consumers, ({ quarantineAfterSeconds, maxRecordAgeSeconds }, index) =>
    quarantineAfterSeconds < maxRecordAgeSeconds
      ? []
      : {
          setting: `consumers.${index}.quarantineAfterSeconds`,
          value: quarantineAfterSeconds,
          advice:
            `set it below maxRecordAgeSeconds (${digits.format(maxRecordAgeSeconds)}): at that age Lambda dead-letters the Kinesis record and ` +
            'those after it that are as old, instead of the one that fails',
        },
  );
}
