import type { BlockSource } from '@headwaters/record-codec';
import type { NotificationError } from '../errors.js';

/** One created object, as its event describes it. */
export interface Upload {
  readonly source: BlockSource;
  /** Set if there is no version: then only the ETag shows that the object was not overwritten since. */
  readonly eTag?: string;
}

/** The uploads of an event of S3. */
export interface Uploads {
  /** Every created object, each once, in the event's order. Folder markers are left out. */
  readonly uploads: readonly Upload[];
  /** One error for each record that is not about a created object. */
  readonly invalid: readonly NotificationError[];
}

/** An object as the events of S3 describe it. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number | undefined;
  readonly versionId: string | undefined;
  /** Without quotes. */
  readonly eTag: string | undefined;
}

/** Returns the upload of a created object; `undefined` for a folder marker. */
export function uploadOf({ bucket, key, size, versionId, eTag }: CreatedObject): Upload | undefined {
  // Consoles and sync tools create empty objects named `folder/` to show folders.
  if (key.endsWith('/') && size === 0) return undefined;
  if (versionId !== undefined) return { source: { bucket, key, versionId } };
  return { source: { bucket, key }, ...(eTag !== undefined && { eTag: `"${eTag}"` }) };
}
