import { randomBytes } from 'node:crypto';
import type { MultipartUpload } from '../object/multipart-upload.js';
import {
  type DeleteMarker,
  type NewObject,
  type ObjectVersion,
  type StoredObject,
  nullVersionId,
} from '../object/object-version.js';
import { SortedKeys } from './sorted-keys.js';

/** Whether a bucket keeps versions. Absent: it never has. */
type Versioning = 'Enabled' | 'Suspended' | undefined;

/** A bucket: its settings, its objects with their history, its unfinished uploads. */
export class Bucket {
  /** Keys that have any version, a delete marker included. */
  readonly keys = new SortedKeys();
  readonly uploads = new Map<string, MultipartUpload>();
  /** Sub-resources as they were put, verbatim, by name. */
  readonly configurations = new Map<string, string>();
  versioning: Versioning;
  readonly #sequencer = new Sequencer();
  readonly #histories = new Map<string, ObjectVersion[]>();

  constructor(
    readonly name: string,
    readonly createdMillis: number,
  ) {}

  /** Versions of a key, newest first. */
  history(key: string): readonly ObjectVersion[] {
    return this.#histories.get(key) ?? [];
  }

  /** The version of that id; without one the newest. */
  version(key: string, versionId?: string): ObjectVersion | undefined {
    const history = this.history(key);
    return versionId === undefined ? history[0] : history.find((version) => version.versionId === versionId);
  }

  /** The object that a plain read gives. */
  current(key: string): StoredObject | undefined {
    const newest = this.version(key);
    return newest === undefined || newest.deleteMarker ? undefined : newest;
  }

  /** Makes an object readable. What it replaces is let go of, unless the bucket keeps versions. */
  put(key: string, object: NewObject, nowMillis: number): StoredObject {
    const version = { ...object, ...this.#identity(key, nowMillis), deleteMarker: false } as const;
    this.#add(version);
    return version;
  }

  /** Puts a delete marker in front of a key's history. */
  mark(key: string, nowMillis: number): DeleteMarker {
    const marker = { ...this.#identity(key, nowMillis), deleteMarker: true } as const;
    this.#add(marker);
    return marker;
  }

  /** Removes one version for good, and tells which, if it was there. */
  remove(key: string, versionId: string): ObjectVersion | undefined {
    const history = this.history(key);
    const removed = history.find((version) => version.versionId === versionId);
    if (removed === undefined) return undefined;
    this.#setHistory(
      key,
      history.filter((version) => version !== removed),
    );
    if (!removed.deleteMarker) void removed.body.release();
    return removed;
  }

  /** Writes other tags on a version. */
  retag(object: StoredObject, tags: StoredObject['tags']): void {
    const history = this.history(object.key);
    this.#setHistory(
      object.key,
      history.map((version) => (version === object ? { ...object, tags } : version)),
    );
  }

  /** A number for the next event of this bucket. */
  nextSequencer(nowMillis: number): string {
    return this.#sequencer.next(nowMillis);
  }

  #identity(key: string, nowMillis: number) {
    const versionId = this.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : nullVersionId;
    return { key, versionId, lastModifiedMillis: nowMillis, sequencer: this.nextSequencer(nowMillis) };
  }

  #add(version: ObjectVersion): void {
    // There is at most one `null` version of a key: a new one takes the place of the old.
    if (version.versionId === nullVersionId) this.remove(version.key, nullVersionId);
    this.#setHistory(version.key, [version, ...this.history(version.key)]);
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

/** Gives each change a number larger than the one before, of the shape S3 gives: 18 upper-case hex digits. */
class Sequencer {
  #last = 0;

  next(nowMillis: number): string {
    // 4,096 numbers a millisecond: 53 bits last until the year 2039.
    this.#last = Math.max(this.#last + 1, nowMillis * 4_096);
    return this.#last.toString(16).toUpperCase().padStart(18, '0');
  }
}
