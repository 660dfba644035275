import { createHash } from 'node:crypto';
import { type Readable, Transform, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parse } from 'csv-parse';
import * as v from 'valibot';
import { InventoryError } from '../errors.js';
import {
  type ListedVersion,
  type VersionScope,
  decodeListedKey,
  isArchiveClass,
  isInScope,
  sourceOf,
} from './listed-version.js';

/** Versions of a page: as many as a page of a listing has. */
const pageVersions = 1_000;

/** Largest manifest, in bytes. A file of it has up to millions of versions, so that it has some thousand files at most. */
const maxManifestBytes = 16 * 1_048_576;

/** Concurrent HeadObject requests. */
const maxConcurrentHeads = 16;

const manifestSchema = v.object({
  sourceBucket: v.string(),
  fileFormat: v.string(),
  fileSchema: v.string(),
  files: v.array(v.object({ key: v.string(), MD5checksum: v.string() })),
});

type Manifest = v.InferOutput<typeof manifestSchema>;

/** Where an inventory is. */
interface Inventory {
  readonly bucket: string;
  readonly manifest: Manifest;
  /** Index of each column. */
  readonly columns: ReadonlyMap<string, number>;
}

/**
 * Reads the versions that an S3 Inventory lists, in the order of its files, by pages of at most 1,000. If it lists current versions
 * only, it has no version ids; then each object is asked for its own.
 *
 * Format of the manifest: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html; of the rows, whose
 * keys are URL-encoded: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html (both read 2026-11-30). Truth
 * values are `true` and `false` in real inventories, though the page writes `True`.
 *
 * Streams. Memory: one page, and the manifest.
 *
 * @param options.uri - `s3://bucket/.../manifest.json`.
 * @param options.sourceBucket - The bucket that it must list.
 * @throws {@link InventoryError} if it is another manifest, of a format other than CSV, lacks a column, or is damaged.
 */
export async function* readInventory(
  s3: S3Client,
  { uri, sourceBucket, scope }: { uri: string; sourceBucket: string; scope: VersionScope },
): AsyncGenerator<readonly ListedVersion[], void> {
  if (scope.versions === 'all') {
    throw new InventoryError(
      'An inventory lists the versions of a key in no order, so that older ones could overtake newer ones. ' +
        'Use it with --versions latest, or leave it out to list the bucket.',
    );
  }
  const inventory = await readManifest(s3, uri);
  if (inventory.manifest.sourceBucket !== sourceBucket) {
    throw new InventoryError(
      `${uri} lists the bucket ${inventory.manifest.sourceBucket}, not ${sourceBucket}. Give the manifest of that bucket.`,
    );
  }
  for (const file of inventory.manifest.files) {
    for await (const page of pagesOf(readRows(s3, inventory, file))) {
      yield await complete(
        s3,
        inventory,
        page.flatMap((row) => toVersion(row, inventory, scope)),
      );
    }
  }
}

async function readManifest(s3: S3Client, uri: string): Promise<Inventory> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new InventoryError(`${uri} is no address of a manifest. Give s3://BUCKET/.../manifest.json.`);
  }
  const { Body: body, ContentLength: bytes = 0 } = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    .catch((error: unknown) => {
      if (!(error instanceof NoSuchKey || error instanceof NoSuchBucket)) throw error;
      throw new InventoryError(`${uri} does not exist. Give the manifest.json of an S3 Inventory.`, {
        cause: error,
      });
    });
  if (bytes > maxManifestBytes) {
    throw new InventoryError(
      `${uri} has ${bytes} bytes, which is too large for a manifest (${maxManifestBytes}).`,
    );
  }
  const text = (await body?.transformToString()) ?? '';
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), text);
  if (!result.success) {
    throw new InventoryError(`${uri} is not a manifest of S3 Inventory. Its name ends with manifest.json.`);
  }
  const { fileFormat, fileSchema } = result.output;
  if (fileFormat !== 'CSV') {
    throw new InventoryError(
      `${uri} has the format ${fileFormat}, and only CSV is read. Configure an inventory with the output format CSV.`,
    );
  }
  const columns = new Map(fileSchema.split(',').map((name, index) => [name.trim(), index]));
  for (const column of ['Key', 'Size', 'LastModifiedDate']) {
    if (columns.has(column)) continue;
    throw new InventoryError(
      `${uri} has no column ${column}. Add that field to the inventory configuration.`,
    );
  }
  return { bucket, manifest: result.output, columns };
}

/** Yields the rows of a file, and throws at its end if its MD5 is not that of the manifest. */
async function* readRows(
  s3: S3Client,
  { bucket, columns }: Inventory,
  { key, MD5checksum: expected }: Manifest['files'][number],
): AsyncGenerator<readonly string[], void> {
  const place = `s3://${bucket}/${key}`;
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const hash = createHash('md5');
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const rows = parse({ relax_column_count: true });
  // Errors reach the reader through the last stream.
  pipeline(body as Readable, hashing, createGunzip(), rows, () => undefined);
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      if (row.length < columns.size) throw new InventoryError(`A row of ${place} has too few columns.`);
      yield row;
    }
  } catch (cause) {
    if (cause instanceof InventoryError) throw cause;
    throw new InventoryError(`${place} is damaged. Use the inventory of another day.`, { cause });
  }
  if (hash.digest('hex') !== expected.toLowerCase()) {
    throw new InventoryError(
      `The MD5 of ${place} is not that of its manifest. Use the inventory of another day.`,
    );
  }
}

async function* pagesOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[], void> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < pageVersions) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** A field that the inventory does not have is an empty string. */
function toVersion(
  row: readonly string[],
  { manifest, columns }: Inventory,
  scope: VersionScope,
): ListedVersion[] {
  const field = (name: string) => row[columns.get(name) ?? -1] ?? '';
  const tier = field('IntelligentTieringAccessTier');
  const version: ListedVersion = {
    source: sourceOf(manifest.sourceBucket, decodeListedKey(field('Key')), field('VersionId')),
    isLatest: field('IsLatest').toLowerCase() !== 'false',
    isDeleteMarker: field('IsDeleteMarker').toLowerCase() === 'true',
    sizeBytes: Number(field('Size')),
    lastModified: new Date(field('LastModifiedDate')),
    eTag: field('ETag').replaceAll('"', '') || undefined,
    archive: archiveOf(field('StorageClass'), tier === 'ARCHIVE' || tier === 'DEEP_ARCHIVE'),
  };
  return isInScope(version, scope) ? [version] : [];
}

function archiveOf(storageClass: string | undefined, isArchiveTier: boolean): ListedVersion['archive'] {
  if (isArchiveTier) return 'tier';
  return isArchiveClass(storageClass) ? 'class' : undefined;
}

/**
 * Asks for what the inventory does not show: a version id, if it lists current versions only, and whether an archived version is
 * restored. Objects that no longer exist are left out.
 */
async function complete(
  s3: S3Client,
  { columns }: Inventory,
  versions: readonly ListedVersion[],
): Promise<readonly ListedVersion[]> {
  const hasIds = columns.has('VersionId');
  const found: ListedVersion[] = [];
  for (let start = 0; start < versions.length; start += maxConcurrentHeads) {
    const some = versions.slice(start, start + maxConcurrentHeads).map(async (version) => {
      return hasIds && version.archive === undefined ? [version] : await readVersion(s3, version);
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found;
}

async function readVersion(s3: S3Client, version: ListedVersion): Promise<ListedVersion[]> {
  const { bucket, key, versionId } = version.source;
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    const isReadable = head.Restore?.includes('ongoing-request="false"') === true;
    return [
      {
        ...version,
        source: sourceOf(bucket, key, versionId ?? head.VersionId),
        sizeBytes: head.ContentLength ?? version.sizeBytes,
        lastModified: head.LastModified ?? version.lastModified,
        eTag: head.ETag?.replaceAll('"', ''),
        archive: isReadable ? undefined : archiveOf(head.StorageClass, head.ArchiveStatus !== undefined),
      },
    ];
  } catch (error) {
    const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if (metadata?.httpStatusCode === 404) return [];
    throw error;
  }
}
