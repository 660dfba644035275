import type { ChecksumAlgorithm } from './checksum.js';
import type { StoredBody } from './stored-body.js';

/** The version id of what was written while its bucket kept no versions. */
export const nullVersionId = 'null';

interface VersionIdentity {
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMillis: number;
  readonly sequencer: string;
}

/** A checksum as S3 shows it. `COMPOSITE` is the checksum of the parts' checksums, with their number behind it. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What describes an object's content, and is kept with it. */
export interface ObjectDescription {
  /** Headers that are given back as they came, by lower-case name: Content-Type and its like, and x-amz-meta-*. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly ObjectTag[];
}

/** A tag of an object. */
export interface ObjectTag {
  readonly Key: string;
  readonly Value: string;
}

/** An object's content at one time. */
export interface StoredObject extends VersionIdentity, ObjectDescription {
  readonly deleteMarker: false;
  readonly body: StoredBody;
  /** Without quotes. */
  readonly eTag: string;
  readonly checksum?: ObjectChecksum;
  /** Sizes of the parts it was uploaded in, in bytes. */
  readonly partSizes?: readonly number[];
}

/** Says that its object was deleted, while older versions stay. */
export interface DeleteMarker extends VersionIdentity {
  readonly deleteMarker: true;
}

/** One entry of an object's history. */
export type ObjectVersion = StoredObject | DeleteMarker;

/** What a version is made of, before it has its place in a bucket. */
export type NewObject = Omit<
  StoredObject,
  'key' | 'versionId' | 'lastModifiedMillis' | 'sequencer' | 'deleteMarker'
>;
