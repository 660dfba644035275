import type { ChecksumAlgorithm } from './checksum.js';
import type { StoredBody } from './stored-body.js';

/** Version id of objects written while versioning was off. */
export const nullVersionId = 'null';

/** A tag of an object. */
export interface ObjectTag {
  readonly Key: string;
  readonly Value: string;
}

/** Headers and tags of an object. */
export interface ObjectDescription {
  /** Headers returned unchanged, by lower-case name: Content-Type and similar, and x-amz-meta-*. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly ObjectTag[];
}

/** A checksum as S3 shows it. `COMPOSITE` is the checksum of the checksums of the parts, followed by their count. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** Content of an object. */
export interface ObjectContent {
  readonly body: StoredBody;
  /** Without quotes. */
  readonly eTag: string;
  readonly checksum?: ObjectChecksum;
}

/** An object before a bucket has stored it. */
export interface NewObject extends ObjectDescription, ObjectContent {
  /** Sizes of the parts of a multipart upload, in bytes. */
  readonly partSizes?: readonly number[];
}

interface VersionIdentity {
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMillis: number;
  readonly sequencer: string;
}

/** One version of an object. */
export interface StoredObject extends VersionIdentity, NewObject {
  readonly deleteMarker: false;
}

/** Marks the object as deleted. Older versions stay. */
export interface DeleteMarker extends VersionIdentity {
  readonly deleteMarker: true;
}

/** An entry in the version history of a key. */
export type ObjectVersion = StoredObject | DeleteMarker;
