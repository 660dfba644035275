import type { S3Client } from '@aws-sdk/client-s3';
import { listObjects } from '@headwaters/ledger';
import { type ArchiveName, parseArchiveKey } from '@headwaters/pipeline-contract';

/** An object of the archive that holds a range of an upload. */
export interface ArchivedRange {
  readonly key: string;
  /** The part of the key that all ranges of the upload have in common. Ends with a slash. */
  readonly directory: string;
  readonly name: ArchiveName;
  /** Stored size. */
  readonly bytes: number;
  /** When it was archived last, in milliseconds since the epoch. S3 lists full seconds. */
  readonly archivedAtMillis: number;
}

/**
 * Lists the archived ranges under a prefix, in key order: those of an upload by offset. Objects with other keys, such as foreign
 * records, are left out.
 */
export async function* listArchivedRanges(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): AsyncGenerator<ArchivedRange, void> {
  for await (const { key, lastModified, bytes } of listObjects(s3, { bucket, prefix })) {
    const name = parseArchiveKey(key);
    if (name === undefined) continue;
    const directory = key.slice(0, key.lastIndexOf('/') + 1);
    yield { key, directory, name, bytes, archivedAtMillis: lastModified.getTime() };
  }
}

/**
 * Lists the archived ranges of one upload. The records that references stand for are not among them: they are not delivered by
 * themselves.
 */
export async function* listUploadRanges(
  s3: S3Client,
  { bucket, directory }: { readonly bucket: string; readonly directory: string },
): AsyncGenerator<ArchivedRange, void> {
  for await (const range of listArchivedRanges(s3, { bucket, prefix: directory })) {
    // An object key may contain slashes, so the prefix of an upload may contain others.
    if (range.directory === directory && !range.name.isReferencedRecord) yield range;
  }
}

/** Counts the archived foreign records. */
export async function countForeignRecords(s3: S3Client, bucket: string): Promise<number> {
  let count = 0;
  for await (const { key } of listObjects(s3, { bucket, prefix: '+records/' }))
    count += key.length > 0 ? 1 : 0;
  return count;
}

/** The archived ranges of one upload. */
export interface ArchivedUpload {
  readonly directory: string;
  /** In key order. May be iterated again. */
  readonly ranges: Iterable<ArchivedRange> | AsyncIterable<ArchivedRange>;
}

/** Most ranges of uploads that are worked on together. An upload with more is worked on alone, and its ranges are listed again. */
const maxRanges = 256;

/**
 * Groups a listing by upload: several small uploads together, a large one alone.
 *
 * Memory: 256 ranges, and the directories of the large uploads.
 *
 * @param listAgain - Lists the ranges of one large upload.
 */
export async function* groupUploads(
  listing: AsyncIterable<ArchivedRange>,
  listAgain: (directory: string) => AsyncIterable<ArchivedRange>,
): AsyncGenerator<readonly ArchivedUpload[], void> {
  const large = new Set<string>();
  let group = new Map<string, ArchivedRange[]>();
  let count = 0;
  for await (const range of listing) {
    const { directory } = range;
    if (large.has(directory)) continue;
    const ranges = group.get(directory) ?? [];
    if (ranges.length === maxRanges) {
      large.add(directory);
      group.delete(directory);
      count -= ranges.length;
      yield [{ directory, ranges: onceMore(() => listAgain(directory)) }];
      continue;
    }
    if (count >= maxRanges && ranges.length === 0) {
      yield uploadsOf(group);
      group = new Map();
      count = 0;
    }
    ranges.push(range);
    group.set(directory, ranges);
    count += 1;
  }
  if (group.size > 0) yield uploadsOf(group);
}

/** An iterable that starts again whenever it is iterated. */
export function onceMore<Item>(list: () => AsyncIterable<Item>): AsyncIterable<Item> {
  return { [Symbol.asyncIterator]: () => list()[Symbol.asyncIterator]() };
}

function uploadsOf(group: ReadonlyMap<string, readonly ArchivedRange[]>): readonly ArchivedUpload[] {
  return [...group].map(([directory, ranges]) => ({ directory, ranges }));
}
