import type { BlockSource } from '@headwaters/record-codec';

/** One object that was created, as its notification tells. */
export interface Upload {
  readonly source: BlockSource;
  /** Where the bucket keeps no versions, the only way to tell whether the object is still the one that was announced. */
  readonly eTag?: string;
}
