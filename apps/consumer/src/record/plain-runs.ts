import { parsePlainKey, type PlainMark } from '@headwaters/record-codec';
import type { StreamRecord } from './stream-record.js';

/** Kinesis records that are attempted together. */
export type Run = readonly [StreamRecord, ...StreamRecord[]];

/**
 * Most bytes of a run: what a block may have, so that sinks see no larger deliveries. A longer sequence of records becomes several
 * runs.
 */
export const maxRunBytes = 1_040_000;

/** The bytes of an object that a plain Kinesis record carries, as its partition key and the length of its data state them. */
export interface PlainExtent {
  readonly sourceDigest: string;
  readonly offset: number;
  /** The byte after it, line terminator included. */
  readonly endOffset: number;
}

/**
 * Groups the Kinesis records of a batch: adjacent plain records of one object whose bytes are contiguous form a run, any other
 * Kinesis record is alone. The order stays. Decodes none.
 *
 * @param maxBytes - Most bytes of a run, line terminators included.
 */
export function runsOf(records: readonly StreamRecord[], maxBytes = maxRunBytes): Run[] {
  const runs: [StreamRecord, ...StreamRecord[]][] = [];
  let open: PlainExtent | undefined;
  for (const record of records) {
    const extent = plainExtent(record);
    const run = runs.at(-1);
    if (
      run !== undefined &&
      open !== undefined &&
      extent !== undefined &&
      continues(open, extent, maxBytes)
    ) {
      run.push(record);
      open = { ...open, endOffset: extent.endOffset };
    } else {
      runs.push([record]);
      open = extent;
    }
  }
  return runs;
}

function continues(run: PlainExtent, next: PlainExtent, maxBytes: number): boolean {
  return (
    next.sourceDigest === run.sourceDigest &&
    next.offset === run.endOffset &&
    next.endOffset - run.offset <= maxBytes
  );
}

/** Bytes of the line terminator that a mark stands for; it is not part of the data. */
const removedBytes: Partial<Record<PlainMark, number>> = { lf: 1, crlf: 2 };

/** First characters, in base64, of gzip, zstd and KPL aggregates: the codec decodes such data, so it may not be a plain record. */
const encodedStarts = ['H4s', 'KLUv', '84ma'];

/** Returns which bytes a Kinesis record carries if it is plain; `undefined` for any other. */
export function plainExtent({ partitionKey, data }: StreamRecord): PlainExtent | undefined {
  const key = parsePlainKey(partitionKey);
  if (key === undefined || encodedStarts.some((start) => data.startsWith(start))) return undefined;
  const { sourceDigest, offset, mark } = key;
  const removed = mark === undefined ? 0 : (removedBytes[mark] ?? 0);
  return { sourceDigest, offset, endOffset: offset + Buffer.byteLength(data, 'base64') + removed };
}
