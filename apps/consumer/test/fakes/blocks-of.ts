import { BlockSplitter, encodeBlock, regroupBlock, type BlockSource } from '@headwaters/record-codec';

/** The blocks of an object of lines, as the producer would put them on the stream. */
export function blocksOf(
  source: BlockSource,
  content: string | Uint8Array,
  { cellBytes = 1_024, compression = 'gzip' }: { cellBytes?: number; compression?: 'gzip' | 'none' } = {},
): Uint8Array[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  return blocks.map((block) => encodeBlock(block, { compression }));
}

/** The framed blocks of an object of lines, divided by each line's first letter. */
export function framedBlocksOf(source: BlockSource, content: string, cellBytes = 1_024): Uint8Array[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(content)), ...splitter.end()];
  const keyOf = (record: Uint8Array) => String(record[0]);
  return blocks
    .flatMap((block) => regroupBlock(block, { keyOf, slotCount: 1_000 }))
    .map((block) => encodeBlock(block, { compression: 'gzip' }));
}
