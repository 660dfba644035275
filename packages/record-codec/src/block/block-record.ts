import type { Block } from './block.js';
import { blockId } from './block-id.js';

/** One record of a block: a view, which keeps the whole block in memory for as long as it lives. */
export class BlockRecord {
  /** 1-based number of the record in the object. */
  readonly lineNumber: number;
  readonly #block: Block;
  readonly #start: number;
  readonly #end: number;

  /** @internal */
  constructor(block: Block, { start, end, lineNumber }: { start: number; end: number; lineNumber: number }) {
    this.lineNumber = lineNumber;
    this.#block = block;
    this.#start = start;
    this.#end = end;
  }

  /** The record without its line terminator. Shares memory with the block. */
  get bytes(): Uint8Array {
    return this.#block.bytes.subarray(this.#start, this.#end);
  }

  /** Of the record's first byte in the (gunzipped) object, in bytes. */
  get offset(): number {
    return this.#block.offset + this.#start;
  }

  /** `bucket/key@versionId#offset`: the same on every retry. */
  get id(): string {
    return blockId({ source: this.#block.source, offset: this.offset });
  }
}
