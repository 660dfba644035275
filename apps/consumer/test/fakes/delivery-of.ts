import type { BlockSource } from '@headwaters/record-codec';
import type { Delivery } from '../../src/record/delivery.js';
import type { Run } from '../../src/record/plain-runs.js';
import { decodeRun, toDelivery } from '../../src/record/read-delivery.js';
import { readStreamRecord, type StreamRecord } from '../../src/record/stream-record.js';
import { streamEventRecord } from '../events/stream-event.js';

/** A Kinesis record as a sink receives it. */
export function deliveryOf(data: Uint8Array, index = 0): Delivery {
  return deliveryOfRun([readStreamRecord(streamEventRecord(data, index))]);
}

/** A run as a sink receives it. `source`: the object of plain records; without it, they are foreign. */
export function deliveryOfRun(run: readonly StreamRecord[], source?: BlockSource): Delivery {
  const decoded = decodeRun(run as Run);
  return toDelivery(decoded, decoded[0].carried?.source ?? source);
}
