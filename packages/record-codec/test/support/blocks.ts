import { hash } from 'node:crypto';
import {
  type Block,
  type BlockRecord,
  type BlockSource,
  BlockSplitter,
  decodeRecord,
  encodeBlock,
} from '@headwaters/record-codec';

/** The object version that test blocks come from. */
export const source: BlockSource = { bucket: 'uploads', key: 'logs/2026 11.txt', versionId: 'v1' };

/** Makes a block of the given content, with defaults for the other fields. */
export function blockOf(content: string | Uint8Array, rest: Partial<Block> = {}): Block {
  const bytes = Buffer.from(content);
  return {
    source,
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: bytes.length,
    isLast: false,
    isReference: false,
    layout: 'lines',
    bytes,
    ...rest,
  };
}

/** Makes a reference to a range of two million bytes. */
export function referenceBlock(): Block {
  return blockOf('', { rawLength: 2_000_000, isReference: true, referenceCrc32: 0x89abcdef });
}

type SplitterOptions = Omit<ConstructorParameters<typeof BlockSplitter>[0], 'source'>;

/** Splits an object given in chunks. */
export function splitChunks(chunks: Iterable<Uint8Array>, options: SplitterOptions = {}): Block[] {
  const splitter = new BlockSplitter({ source, ...options });
  const blocks: Block[] = [];
  for (const chunk of chunks) blocks.push(...splitter.push(chunk));
  return [...blocks, ...splitter.end()];
}

/** Splits an object given as one chunk. */
export function splitObject(object: Uint8Array | string, options: SplitterOptions = {}): Block[] {
  return splitChunks([typeof object === 'string' ? Buffer.from(object) : object], options);
}

/** A block with hashes in place of its bytes and header: Jest compares long byte arrays slowly. */
export function withHash(block: Block) {
  const { bytes, header } = block;
  return { ...block, bytes: sha256(bytes), header: header === undefined ? undefined : sha256(header) };
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** Encodes and decodes a block, and returns its records. */
export function recordsOf(block: Block): BlockRecord[] {
  const decoded = decodeRecord(encodeBlock(block, { compression: 'none' }));
  if (decoded.profile !== 'block') throw new Error('not a block');
  return [...decoded.records()];
}

/** Returns the contents of all records of an object, as text. */
export function contentsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => recordsOf(block).map(({ bytes }) => Buffer.from(bytes).toString()));
}

/** Returns each byte as a chunk of its own. */
export function everyByte(bytes: Uint8Array): Buffer[] {
  return Array.from(bytes, (byte) => Buffer.of(byte));
}
