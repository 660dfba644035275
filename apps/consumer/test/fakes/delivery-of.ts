import type { Delivery } from '../../src/record/delivery.js';
import { readDelivery } from '../../src/record/read-delivery.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { streamEventRecord } from '../events/stream-event.js';

/** A Kinesis record as a sink receives it. */
export function deliveryOf(data: Uint8Array, index = 0): Delivery {
  return readDelivery(readStreamRecord(streamEventRecord(data, index)));
}
