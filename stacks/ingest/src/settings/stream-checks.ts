import { findCatchUpProblem } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { countSharing } from './consumer-checks.js';
import type { IngestSettings } from './ingest-settings.js';
import { shardCountOf } from './stream-settings.js';

const digits = new Intl.NumberFormat('en-US');

/** Constraints between the shards and what is written to and read from them. */
export function streamProblems(settings: IngestSettings): SettingsProblem[] {
  return [...catchUpProblems(settings), ...slotProblems(settings)];
}

/** Needs the load: other modes do not state it. */
function catchUpProblems({ stream, consumers }: IngestSettings): SettingsProblem[] {
  const { capacity, retentionHours } = stream;
  if (capacity.mode !== 'provisioned-by-load') return [];
  const sharing = countSharing(consumers);
  const problem = findCatchUpProblem({
    load: { ...capacity, consumers: sharing },
    shards: shardCountOf(capacity, sharing) ?? 1,
    retentionHours,
  });
  if (problem === undefined) return [];
  return [
    {
      setting: 'stream.capacity.targetUsePercent',
      value: capacity.targetUsePercent,
      advice: `lower it. ${problem.replace(/\.$/, '')}`,
    },
  ];
}

function slotProblems({ producer, stream, consumers }: IngestSettings): SettingsProblem[] {
  const { partitionStrategy, partitionSlots } = producer;
  const shards = shardCountOf(stream.capacity, countSharing(consumers)) ?? 1;
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
}
