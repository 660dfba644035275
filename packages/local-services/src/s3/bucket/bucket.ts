import { randomBytes } from 'node:crypto';
import type { MultipartUpload } from '../object/multipart-upload.js';
import {
  nullVersionId,
  type DeleteMarker,
  type NewObject,
  type ObjectTag,
  type ObjectVersion,
  type StoredObject,
} from '../object/object-version.js';
import { SortedKeys } from './sorted-keys.js';

/** Versioning status of a bucket. Undefined: never enabled. */
type Versioning = 'Enabled' | 'Suspended' | undefined;

/** Most complete uploads that a bucket remembers. */
const maxRememberedUploads = 1_000;

/** A bucket: its settings, objects with their versions, and multipart uploads. */
export class Bucket {
  /** Keys with at least one version, delete markers included. */
  readonly keys = new SortedKeys();
  readonly uploads = new Map<string, MultipartUpload>();
  /** Configurations as the client sent them, by name of the sub-resource. */
  readonly configurations = new Map<string, string>();
  versioning: Versioning;
  /** Part of the lifecycle configuration that is a header, not XML. */
  transitionMinimumSize = 'all_storage_classes_128K';
  /** Objects made by uploads that are complete, by upload id, oldest first. */
  readonly #completed = new Map<string, StoredObject>();
  readonly #sequencer = new Sequencer();
  readonly #histories = new Map<string, ObjectVersion[]>();

  constructor(
    readonly name: string,
    readonly createdMillis: number,
    /** Location constraint, or us-east-1 without one. */
    readonly location: string,
  ) {}

  /** Region of the bucket. */
  get region(): string {
    return this.location === 'EU' ? 'eu-west-1' : this.location;
  }

  /** Versions of a key, newest first. */
  history(key: string): readonly ObjectVersion[] {
    return this.#histories.get(key) ?? [];
  }

  /** The version with that id, or the newest version if there is no id. */
  version(key: string, versionId?: string): ObjectVersion | undefined {
    const history = this.history(key);
    return versionId === undefined ? history[0] : history.find((version) => version.versionId === versionId);
  }

  /** The object that a read without a version id returns. */
  current(key: string): StoredObject | undefined {
    const newest = this.version(key);
    return newest === undefined || newest.deleteMarker ? undefined : newest;
  }

  /** Stores an object as the newest version. Without versioning it replaces the object before. */
  put(key: string, object: NewObject, nowMillis: number): StoredObject {
    const version = { ...object, ...this.#identify(key, nowMillis), deleteMarker: false } as const;
    this.#addVersion(version);
    return version;
  }

  /** Stores a delete marker as the newest version. */
  putDeleteMarker(key: string, nowMillis: number): DeleteMarker {
    const marker = { ...this.#identify(key, nowMillis), deleteMarker: true } as const;
    this.#addVersion(marker);
    return marker;
  }

  /** Remembers the object that an upload has made, so that a repeated request gets the same response. */
  rememberUpload(uploadId: string, object: StoredObject): void {
    this.#completed.set(uploadId, object);
    const [oldest] = this.#completed.keys();
    if (this.#completed.size > maxRememberedUploads && oldest !== undefined) this.#completed.delete(oldest);
  }

  /** The object of that key that an upload has made, as long as it exists. */
  completedUpload(uploadId: string, key: string): StoredObject | undefined {
    const made = this.#completed.get(uploadId);
    const version = this.history(key).find(({ sequencer }) => sequencer === made?.sequencer);
    return version?.deleteMarker === false ? version : undefined;
  }

  /** Removes one version for good. Returns it, or undefined if it does not exist. */
  removeVersion(key: string, versionId: string): ObjectVersion | undefined {
    const history = this.history(key);
    const removed = history.find((version) => version.versionId === versionId);
    if (removed === undefined) return undefined;
    this.#setHistory(
      key,
      history.filter((version) => version !== removed),
    );
    this.#overtakeUploads(key);
    if (!removed.deleteMarker) void removed.body.release();
    return removed;
  }

  /** Replaces the tags of a version. */
  setTags(object: StoredObject, tags: readonly ObjectTag[]): void {
    const history = this.history(object.key);
    this.#setHistory(
      object.key,
      history.map((version) => (version === object ? { ...object, tags } : version)),
    );
  }

  /** Sequencer for the next event of this bucket. */
  nextSequencer(nowMillis: number): string {
    return this.#sequencer.next(nowMillis);
  }

  #identify(key: string, nowMillis: number) {
    const versionId = this.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : nullVersionId;
    return { key, versionId, lastModifiedMillis: nowMillis, sequencer: this.nextSequencer(nowMillis) };
  }

  #addVersion(version: ObjectVersion): void {
    // A key has at most one version with the id `null`: the new one replaces it.
    if (version.versionId === nullVersionId) this.removeVersion(version.key, nullVersionId);
    this.#setHistory(version.key, [version, ...this.history(version.key)]);
    this.#overtakeUploads(version.key);
  }

  #overtakeUploads(key: string): void {
    for (const upload of this.uploads.values()) if (upload.key === key) upload.isOvertaken = true;
  }

  #setHistory(key: string, history: ObjectVersion[]): void {
    if (history.length === 0) {
      this.#histories.delete(key);
      this.keys.delete(key);
    } else {
      this.#histories.set(key, history);
      this.keys.add(key);
    }
  }
}

/** Numbers the changes of a bucket in increasing order. Format of S3: 18 upper-case hex digits. */
class Sequencer {
  #last = 0;

  next(nowMillis: number): string {
    // 4,096 numbers per millisecond. They fit into 53 bits until the year 2039.
    this.#last = Math.max(this.#last + 1, nowMillis * 4_096);
    return this.#last.toString(16).toUpperCase().padStart(18, '0');
  }
}
