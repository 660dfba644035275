import { decodeRecord } from '@headwaters/record-codec';

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

  /** Registers the version id of an upload. */
  add(versionId: string, name: string): void {
    this.#names.set(versionId, name);
  }

  /** Returns the name of the file with this version id; `unknown` if there is none. */
  findByVersion(versionId: string | undefined): string {
    return this.#names.get(versionId ?? '') ?? 'unknown';
  }

  /** Returns the names of all files whose version id occurs in `text`. */
  findIn(text: string): string[] {
    return [...this.#names].flatMap(([versionId, name]) => (text.includes(versionId) ? [name] : []));
  }

  /** Returns the identity of a Kinesis record: `file#offset` for a block, otherwise the partition key. */
  identifyRecord({ partitionKey, data }: KinesisRecord): string {
    const decoded = decodeRecord(data);
    if (decoded.profile !== 'block') return partitionKey;
    return `${this.findByVersion(decoded.block.source.versionId)}#${decoded.block.offset}`;
  }

  /** Returns an object key without the parts that differ between runs: version ids and SHA-256 digests. */
  identifyKey(key: string): string {
    const withoutDigest = key.replace(/sha256-[0-9a-f]{64}/, 'sha256');
    return [...this.#names].reduce(
      (text, [versionId, name]) => text.replaceAll(encodeURIComponent(versionId), name),
      withoutDigest,
    );
  }
}

/** Returns the number of records in a block; 0 if the data are not a block. */
export function countRecords(data: Uint8Array): number {
  const decoded = decodeRecord(data);
  return decoded.profile === 'block' ? decoded.block.recordCount : 0;
}
