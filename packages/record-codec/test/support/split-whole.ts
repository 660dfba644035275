import { BlockSplitter, type Block } from '@headwaters/record-codec';
import { source } from './source.js';

type SplitterOptions = Omit<ConstructorParameters<typeof BlockSplitter>[0], 'source'>;

/** Splits an object given in chunks. */
export function splitChunks(chunks: Iterable<Uint8Array>, options: SplitterOptions = {}): Block[] {
  const splitter = new BlockSplitter({ source, ...options });
  const blocks: Block[] = [];
  for (const chunk of chunks) blocks.push(...splitter.push(chunk));
  return [...blocks, ...splitter.end()];
}

/** Splits an object given whole. */
export function splitWhole(object: Uint8Array | string, options: SplitterOptions = {}): Block[] {
  return splitChunks([typeof object === 'string' ? Buffer.from(object) : object], options);
}
