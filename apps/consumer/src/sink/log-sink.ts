import type { Logger } from '@aws-lambda-powertools/logger';
import { blockId } from '@headwaters/record-codec';
import type { DeliveredBlock, DeliveredRecord, Delivery } from '../record/delivery.js';
import type { Sink } from './sink.js';

/**
 * Logs one line per delivery: which bytes of which object it holds, and its position in the stream.
 *
 * @param options.payload - Whether to log the content too, one line per record. It may be personal data.
 */
export function logSink(logger: Pick<Logger, 'info'>, { payload }: { payload: boolean }): Sink {
  return {
    accept(delivery) {
      const { carried, shardId, sequenceNumber, data } = delivery;
      const position = { shardId, sequenceNumber };
      if (carried === undefined) logger.info('Kinesis record', { ...position, bytes: data.length });
      else logger.info('Block', { ...describeBlock(carried, delivery), ...position });
      if (payload) {
        for (const record of delivery.records()) logger.info('Payload', { payload: describeRecord(record) });
      }
      return Promise.resolve();
    },
  };
}

function describeBlock(carried: DeliveredBlock, { record, kinesisRecordCount }: Delivery) {
  const { wire, source, offset, lineNumber, recordCount, rawLength, isLast, isReference, part } = carried;
  return {
    id: blockId(carried),
    wire,
    ...source,
    offset,
    ...(lineNumber !== undefined && { lineNumber }),
    recordCount,
    rawLength,
    isLast,
    isReference,
    ...(record.profile === 'block' && { compression: record.compression }),
    ...(wire === 'plain' && { kinesisRecordCount }),
    ...(part !== undefined && { part }),
  };
}

/** Nested in the log entry: Powertools removes empty strings from its top level. */
function describeRecord({ id, lineNumber, bytes }: DeliveredRecord) {
  return { id, ...(lineNumber !== undefined && { lineNumber }), ...readable(bytes) };
}

/** Returns valid UTF-8 as text and anything else in base64: the log must show the exact bytes. */
function readable(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}
