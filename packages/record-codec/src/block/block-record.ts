import type { Block } from './block.js';
import type { Memory } from '../bytes/memory-of.js';
import { viewOf } from '../bytes/view-of.js';
import { blockId } from './block-id.js';

/** One record of a block: a view, which keeps the whole block in memory for as long as it lives. */
export class BlockRecord {
  /** 1-based number of the record in the object. */
  readonly lineNumber: number;
  /** Of the record's first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  readonly #block: Block;
  /** Of the block's bytes. */
  readonly #memory: Memory;
  readonly #start: number;
  readonly #end: number;

  /** @internal */
  constructor(
    block: Block,
    memory: Memory,
    place: { start: number; end: number; lineNumber: number; offset: number },
  ) {
    this.lineNumber = place.lineNumber;
    this.offset = place.offset;
    this.#block = block;
    this.#memory = memory;
    this.#start = place.start;
    this.#end = place.end;
  }

  /** The record without its line terminator. Shares memory with the block. */
  get bytes(): Uint8Array {
    return viewOf(this.#memory, this.#start, this.#end);
  }

  /** `bucket/key@versionId#offset`: the same on every retry. */
  get id(): string {
    return blockId({ source: this.#block.source, offset: this.offset });
  }
}
