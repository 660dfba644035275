import type { Delivery } from './delivery.js';

/** The size of accepted Kinesis records. */
export interface DeliverySize {
  readonly recordsAccepted: number;
  /** Uncompressed, in bytes; parts include the prefix of each record. */
  readonly bytesAccepted: number;
}

export function sizeOf({ carried, record, data }: Delivery): DeliverySize {
  if (carried !== undefined)
    return { recordsAccepted: carried.recordCount, bytesAccepted: carried.rawLength };
  const recordsAccepted = record.profile === 'kpl' ? record.records().length : 1;
  return { recordsAccepted, bytesAccepted: data.length };
}
