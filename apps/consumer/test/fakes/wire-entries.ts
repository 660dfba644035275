import {
  BlockSplitter,
  encodeBlock,
  kplEntries,
  plainEntries,
  regroupBlock,
  type Block,
  type BlockSource,
} from '@headwaters/record-codec';
import type { KinesisStreamEvent } from 'aws-lambda';
import { readStreamRecord, type StreamRecord } from '../../src/record/stream-record.js';
import { streamEventRecord } from '../events/stream-event.js';

export const wires = ['block', 'kpl', 'plain'] as const;

/** Partition key of every block: what the producer uses for the strategy `object`. */
const blockKey = '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54';

export interface WireOptions {
  readonly cellBytes?: number;
  readonly terminator?: 'keep' | 'remove';
  /** Divides blocks by the first byte of each line. Not with `plain`. */
  readonly divided?: boolean;
}

/** A Kinesis record as a producer sends it. */
export interface SentRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** The Kinesis records of an object with layout `lines`, as the producer sends them. */
export function sentRecords(
  wire: (typeof wires)[number],
  source: BlockSource,
  content: string | Uint8Array,
  { cellBytes = 1_024, terminator = 'keep', divided = false }: WireOptions = {},
): SentRecord[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  const keyOf = (record: Uint8Array) => String(record[0]);
  const partsOf = (block: Block) => (divided ? regroupBlock(block, { keyOf, slotCount: 1_000 }) : [block]);
  const compression = 'gzip' as const;
  if (wire === 'plain') {
    const options = { blockKey, lanes: 'shared', terminator, compression } as const;
    return blocks.flatMap((block) => [...plainEntries(block, options)]);
  }
  if (wire === 'kpl') {
    const options = { partitionKeyOf: () => blockKey, terminator, compression };
    return blocks.flatMap((block) => [...kplEntries(partsOf(block), options)]);
  }
  return blocks
    .flatMap(partsOf)
    .map((part) => ({ partitionKey: blockKey, data: encodeBlock(part, { compression }) }));
}

/** A batch as Lambda passes it to a consumer. */
export function eventOf(records: readonly SentRecord[], firstIndex = 0): KinesisStreamEvent {
  return {
    Records: records.map(({ data, partitionKey }, index) =>
      streamEventRecord(data, firstIndex + index, partitionKey),
    ),
  };
}

/** The same as the consumer reads it. */
export function streamRecordsOf(records: readonly SentRecord[], firstIndex = 0): StreamRecord[] {
  return eventOf(records, firstIndex).Records.map(readStreamRecord);
}
