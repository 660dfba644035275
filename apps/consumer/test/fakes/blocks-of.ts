import { BlockSplitter, encodeBlock, regroupBlock, type BlockSource } from '@headwaters/record-codec';

/** The encoded blocks of an object with layout `lines`, as the producer sends them. */
export function blocksOf(
  source: BlockSource,
  content: string | Uint8Array,
  { cellBytes = 1_024, compression = 'gzip' }: { cellBytes?: number; compression?: 'gzip' | 'none' } = {},
): Uint8Array[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  return blocks.map((block) => encodeBlock(block, { compression }));
}

/** The encoded framed blocks of an object with layout `lines`, divided by the first byte of each line. */
export function framedBlocksOf(source: BlockSource, content: string, cellBytes = 1_024): Uint8Array[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  const keyOf = (record: Uint8Array) => String(record[0]);
  return blocks
    .flatMap((block) => regroupBlock(block, { keyOf, slotCount: 1_000 }))
    .map((block) => encodeBlock(block, { compression: 'gzip' }));
}
