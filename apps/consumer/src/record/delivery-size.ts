import type { Delivery } from './delivery.js';

/** The size of accepted Kinesis records. */
export interface DeliverySize {
  readonly recordsAccepted: number;
  /** Uncompressed, in bytes; framed blocks include the prefix of each record. */
  readonly bytesAccepted: number;
}

export function sizeOf({ record, data }: Delivery): DeliverySize {
  return {
    recordsAccepted: recordCountOf(record),
    bytesAccepted: record.profile === 'block' ? record.block.rawLength : data.length,
  };
}

function recordCountOf(record: Delivery['record']): number {
  switch (record.profile) {
    case 'block':
      return record.block.recordCount;
    case 'kpl':
      return record.records().length;
    case 'plain':
      return 1;
  }
}
