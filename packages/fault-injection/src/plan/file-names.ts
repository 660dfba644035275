import { decodeRecord } from '@headwaters/record-codec';

/** The names that files have in the plan, by the versions that S3 gave their objects. Versions differ from run to run. */
export class VersionNames {
  readonly #names = new Map<string, string>();

  add(versionId: string, name: string): void {
    this.#names.set(versionId, name);
  }

  /** The name of the file whose object has this version. */
  ofVersion(versionId: string | undefined): string {
    return this.#names.get(versionId ?? '') ?? 'unknown';
  }

  /** The names of all files whose versions are somewhere in a text. */
  within(text: string): string[] {
    return [...this.#names].flatMap(([versionId, name]) => (text.includes(versionId) ? [name] : []));
  }

  /** What a record is, in words that are the same in every run: the file and the offset of its block, else its key. */
  ofRecord({ partitionKey, data }: { readonly partitionKey: string; readonly data: Uint8Array }): string {
    const decoded = decodeRecord(data);
    if (decoded.profile !== 'block') return partitionKey;
    return `${this.ofVersion(decoded.block.source.versionId)}#${decoded.block.offset}`;
  }

  /** How many lines of a file a record carries; 0 where it is none of a file's. */
  linesOfRecord({ data }: { readonly data: Uint8Array }): number {
    const decoded = decodeRecord(data);
    return decoded.profile === 'block' ? decoded.block.recordCount : 0;
  }

  /** A key that was made of a version's, in words that are the same in every run. */
  ofKey(key: string): string {
    const shortened = key.replace(/sha256-[0-9a-f]{64}/, 'sha256');
    return [...this.#names].reduce(
      (text, [versionId, name]) => text.replaceAll(encodeURIComponent(versionId), name),
      shortened,
    );
  }
}
