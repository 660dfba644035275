import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Lane } from './lane.js';
import { streamRecordBytes } from './stream-record.js';

/**
 * Chooses the lanes whose heads go into the next PutRecords request: those that wait no longer, in order, within 500
 * entries and 5 MiB of data and partition keys.
 */
export function packRequest(lanes: Iterable<Lane>, nowMillis: number): Lane[] {
  const packed: Lane[] = [];
  let bytes = 0;
  for (const lane of lanes) {
    if (lane.waitsUntilMillis > nowMillis) continue;
    bytes += streamRecordBytes(lane.head);
    if (bytes > kinesisLimits.maxPutRecordsBytes) break;
    packed.push(lane);
    if (packed.length === kinesisLimits.maxPutRecordsEntries) break;
  }
  return packed;
}
