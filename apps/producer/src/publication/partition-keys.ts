import { createHash } from 'node:crypto';
import type { BlockSource } from '@headwaters/record-codec';

/**
 * The partition keys of an object's blocks: 64 hexadecimal digits each, since an object's key may be longer than the 256
 * characters of a partition key. They depend on nothing but their arguments, so a retry sends every block to the same shard.
 */
export class PartitionKeys {
  readonly #identity: readonly unknown[];
  readonly #ofObject: string;

  constructor({ bucket, key, versionId }: BlockSource) {
    this.#identity = [bucket, key, versionId];
    this.#ofObject = digest(this.#identity);
  }

  /** One key for all of the object, which keeps its order, at the pace of one shard. */
  ofObject(): string {
    return this.#ofObject;
  }

  /** A key of its own for the block at an offset in bytes: all shards take part, in any order. */
  ofOffset(offset: number): string {
    return digest([...this.#identity, offset]);
  }

  /** The same key for a slot of any object: what shares a field goes to one shard, whichever object it comes in. */
  ofSlot(slot: number): string {
    return digest(['slot', slot]);
  }
}

function digest(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
