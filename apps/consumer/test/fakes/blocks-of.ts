import { BlockSplitter, encodeBlock, type BlockSource } from '@headwaters/record-codec';

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
