import { type BlockSource, carriedBlock, decodeRecord, sourceDigest } from '@headwaters/record-codec';

interface KinesisRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/**
 * Translates S3 version ids to the names that files have in the plan. Version ids differ between runs; with the names, a
 * call has the same identity in every run of a seed.
 */
export class FileNames {
  readonly #names = new Map<string, string>();
  /** By digest of the object version, which the partition keys of plain records contain. */
  readonly #namesByDigest = new Map<string, string>();

  /** Registers an upload. */
  add(source: BlockSource & { readonly versionId: string }, name: string): void {
    this.#names.set(source.versionId, name);
    this.#namesByDigest.set(sourceDigest(source), name);
  }

  /** Returns the name of the file with this version id; `unknown` if there is none. */
  findByVersion(versionId: string | undefined): string {
    return this.#names.get(versionId ?? '') ?? 'unknown';
  }

  /** Returns the names of all files whose version id occurs in `text`. */
  findIn(text: string): string[] {
    return [...this.#names].flatMap(([versionId, name]) => (text.includes(versionId) ? [name] : []));
  }

  /** Returns the identity of a Kinesis record: `file#offset` if it carries a range of an object, otherwise the partition key. */
  identifyRecord({ partitionKey, data }: KinesisRecord): string {
    const carried = carriedBlock(decodeRecord(data), partitionKey);
    if (carried === undefined) return partitionKey;
    return `${this.#namesByDigest.get(carried.sourceDigest) ?? 'unknown'}#${carried.offset}`;
  }

  /** Returns an object key without the parts that differ between runs: version ids and digests. */
  identifyKey(key: string): string {
    const withoutDigest = key.replace(/sha256-[0-9a-f]{64}/, 'sha256');
    const withNames = [...this.#names].reduce(
      (text, [versionId, name]) => text.replaceAll(encodeURIComponent(versionId), name),
      withoutDigest,
    );
    return [...this.#namesByDigest].reduce((text, [digest, name]) => text.replace(digest, name), withNames);
  }
}

/** Returns the number of an object's records in a Kinesis record; 0 if it carries none. */
export function countRecords({ partitionKey, data }: KinesisRecord): number {
  return carriedBlock(decodeRecord(data), partitionKey)?.recordCount ?? 0;
}
