import {
  type Block,
  type BlockSource,
  BlockSplitter,
  encodeBlock,
  kplEntries,
  plainEntries,
  regroupBlock,
} from '@headwaters/record-codec';
import type { FailedRecord } from '@headwaters/ledger';

export const wires = ['block', 'kpl', 'plain'] as const;

export interface WireOptions {
  readonly cellBytes?: number;
  readonly terminator?: 'keep' | 'remove';
  /** Divides blocks by the first byte of each line. Not with `plain`. */
  readonly divided?: boolean;
}

/** The Kinesis records of an object with layout `lines`, as the producer sends them. */
export function wireRecords(
  wire: (typeof wires)[number],
  source: BlockSource,
  content: string,
  { cellBytes = 1_024, terminator = 'keep', divided = false }: WireOptions = {},
): FailedRecord[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  const keyOf = (record: Uint8Array) => String(record[0]);
  const partsOf = (block: Block) => (divided ? regroupBlock(block, { keyOf, slotCount: 1_000 }) : [block]);
  const compression = 'gzip' as const;
  const key = { blockKey: 'key', partitionKeyOf: () => 'key' };
  if (wire === 'plain')
    return blocks.flatMap((block) => [
      ...plainEntries(block, { ...key, lanes: 'shared', terminator, compression }),
    ]);
  if (wire === 'kpl')
    return blocks.flatMap((block) => [...kplEntries(partsOf(block), { ...key, terminator, compression })]);
  const parts = blocks.flatMap(partsOf);
  return parts.map((part) => ({ partitionKey: 'key', data: encodeBlock(part, { compression }) }));
}
