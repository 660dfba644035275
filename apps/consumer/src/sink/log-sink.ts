import type { Logger } from '@aws-lambda-powertools/logger';
import { blockId, type DecodedRecord } from '@headwaters/record-codec';
import type { Sink } from './sink.js';

/**
 * Logs one line per block: which bytes of which object it holds, and its position in the stream.
 *
 * @param options.payload - Whether to log the content too, one line per record. It may be personal data.
 */
export function logSink(logger: Pick<Logger, 'info'>, { payload }: { payload: boolean }): Sink {
  return {
    accept({ record, shardId, sequenceNumber, data }) {
      const position = { shardId, sequenceNumber };
      if (record.profile === 'block') logger.info('Block', { ...describeBlock(record), ...position });
      else logger.info('Kinesis record', { ...position, bytes: data.length });
      if (payload) logPayload(logger, record);
      return Promise.resolve();
    },
  };
}

function describeBlock({ block, compression }: Extract<DecodedRecord, { profile: 'block' }>) {
  const { source, offset, lineNumber, recordCount, rawLength, isLast, isReference, part } = block;
  return {
    id: blockId(block),
    ...source,
    offset,
    lineNumber,
    recordCount,
    rawLength,
    isLast,
    isReference,
    compression,
    ...(part !== undefined && { part }),
  };
}

function logPayload(logger: Pick<Logger, 'info'>, record: DecodedRecord): void {
  if (record.profile === 'plain') {
    logger.info('Payload', readable(record.bytes));
  } else if (record.profile === 'kpl') {
    for (const { bytes } of record.records()) logger.info('Payload', readable(bytes));
  } else {
    for (const { id, lineNumber, bytes } of record.records()) {
      logger.info('Payload', { id, lineNumber, ...readable(bytes) });
    }
  }
}

/** Returns valid UTF-8 as text and anything else in base64: the log must show the exact bytes. */
function readable(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}
