import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { type RecoveryPipeline, invokesProducer } from '../pipeline/recovery-pipeline.js';

/** A version of an object, or a delete marker, as a listing or an inventory describes it. */
export interface ListedVersion {
  /** Without a `versionId` for the version that S3 calls `null`. */
  readonly source: ObjectVersion;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly sizeBytes: number;
  /** Resolution: one second. */
  readonly lastModified: Date;
  /** Without quotes; `undefined` for a delete marker, and if an inventory does not have it. */
  readonly eTag: string | undefined;
  /**
   * Where it is archived, if S3 refuses to read it until it is restored: in an archive class, or in an archive tier of S3
   * Intelligent-Tiering.
   */
  readonly archive: 'class' | 'tier' | undefined;
}

/** What a version is, as its name and its storage class show. Only an `upload` can be published. */
export type VersionKind =
  | 'upload'
  | 'deleteMarker'
  /** An empty object whose key ends with a slash: consoles and sync tools create it to show a folder. */
  | 'folderMarker'
  /** An object of the canary. */
  | 'canary'
  /** No upload filter matches the key: its event does not invoke the producer. */
  | 'noRuleMatched'
  /** It has to be restored before it can be read. */
  | 'archived';

/** Returns what a version is. The first kind that applies, in the order delete marker, folder marker, canary, rule, archive. */
export function kindOfVersion(
  { source: { key }, isDeleteMarker, sizeBytes, archive }: ListedVersion,
  pipeline: Pick<RecoveryPipeline, 'canaryPrefix' | 'uploadFilters'>,
): VersionKind {
  if (isDeleteMarker) return 'deleteMarker';
  if (key.endsWith('/') && sizeBytes === 0) return 'folderMarker';
  if (pipeline.canaryPrefix !== undefined && key.startsWith(pipeline.canaryPrefix)) return 'canary';
  if (!invokesProducer(pipeline, key)) return 'noRuleMatched';
  return archive === undefined ? 'upload' : 'archived';
}

/**
 * Whether an object of a storage class has to be restored before it can be read. S3 Glacier Instant Retrieval (`GLACIER_IR`) has not.
 * The archive tiers of S3 Intelligent-Tiering are not part of the class, so that no listing shows them: reading such an object fails.
 *
 * Sources (read 2026-11-30): https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectVersion.html (a version of a listing has a class, but no access tier;
 * of the classes the page names only `STANDARD`).
 */
export function isArchiveClass(storageClass: string | undefined): boolean {
  return storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';
}

/** Which versions of the source bucket a command looks at. */
export interface VersionScope {
  /** Keys with this prefix. Empty: all. */
  readonly prefix: string;
  /** Keys with this suffix. Default: all. */
  readonly suffix?: string | undefined;
  /** Versions stored at this time or later. */
  readonly since?: Date | undefined;
  /** Versions stored at this time or earlier. */
  readonly until?: Date | undefined;
  /** `latest`: of each key the latest version, if it is in the scope. */
  readonly versions: 'latest' | 'all';
}

export function isInScope(
  { source: { key }, lastModified, isLatest }: Pick<ListedVersion, 'source' | 'lastModified' | 'isLatest'>,
  { prefix, suffix = '', since, until, versions }: VersionScope,
): boolean {
  return (
    (versions === 'all' || isLatest) &&
    key.startsWith(prefix) &&
    key.endsWith(suffix) &&
    (since === undefined || lastModified >= since) &&
    (until === undefined || lastModified <= until)
  );
}

/** Decodes a key of a listing with `encoding-type=url`, where `+` is a space. */
export function decodeListedKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/** Returns the source of a version. S3 calls the version of an upload to a bucket without versioning `null`. */
export function sourceOf(
  bucket: string,
  key: string,
  versionId: string | undefined,
): ListedVersion['source'] {
  return versionId === undefined || versionId === '' || versionId === 'null'
    ? { bucket, key }
    : { bucket, key, versionId };
}
