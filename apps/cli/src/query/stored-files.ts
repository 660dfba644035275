import { createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { UsageError, describeError } from '../errors.js';
import { formatLocation, type Location } from './location.js';

/** A file of a location. */
export interface StoredFile {
  /** Its path below the location, with slashes: of an object, its key. */
  readonly key: string;
  /** The file on this machine. */
  readonly path: string;
}

/** What reading a location depends on. */
export interface FileContext {
  /** Makes the client at the first bucket. */
  readonly s3: () => S3Client;
  /** An empty folder for the objects of buckets. */
  readonly folder: string;
  /** Largest total size, in bytes: all of it is in memory later. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

interface ListedFile {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Returns the files of a location, in the order of their keys. Objects of a bucket are stored in the folder first.
 *
 * @throws {@link UsageError} if they exceed `maxBytes`.
 */
export async function readFiles(location: Location, context: FileContext): Promise<StoredFile[]> {
  const listed =
    location.kind === 'folder' ? await listFolder(location.path) : await listBucket(location, context);
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > context.maxBytes) {
    const [mebibytes, max] = [total, context.maxBytes].map((bytes) => Math.ceil(bytes / 1_048_576));
    throw new UsageError(
      `${formatLocation(location)} has ${mebibytes} MiB; the limit is ${max} MiB. Name a part of it, or raise --max-megabytes.`,
    );
  }
  if (location.kind === 'folder') {
    return listed.map(({ key }) => ({ key, path: join(location.path, ...key.split('/')) }));
  }
  return download(location.bucket, listed, context);
}

async function listFolder(folder: string): Promise<ListedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new UsageError(`The folder ${folder} can't be read: ${describeError(cause)}`, { cause });
  });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const { size } = await stat(path);
        return {
          key: path
            .slice(folder.length + 1)
            .split(sep)
            .join('/'),
          bytes: size,
        };
      }),
  );
  return files.sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function listBucket(
  { bucket, prefix }: Extract<Location, { kind: 'bucket' }>,
  { s3, signal }: FileContext,
): Promise<ListedFile[]> {
  const listed: ListedFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3() },
    { Bucket: bucket, Prefix: prefix },
  )) {
    signal.throwIfAborted();
    for (const { Key: key = '', Size: bytes = 0 } of Contents) listed.push({ key, bytes });
  }
  return listed;
}

const maxDownloads = 16;

/** Files are numbered: a key can be longer than the name of a file, and contain `..`. */
async function download(
  bucket: string,
  listed: readonly ListedFile[],
  { s3, folder, signal }: FileContext,
): Promise<StoredFile[]> {
  const queue = listed.entries();
  const files: StoredFile[] = [];
  const work = async () => {
    for (const [index, { key }] of queue) {
      const path = join(folder, `${bucket}-${index}`);
      const { Body: body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
        abortSignal: signal,
      });
      await pipeline(body as Readable, createWriteStream(path), { signal });
      files[index] = { key, path };
    }
  };
  await Promise.all(Array.from({ length: maxDownloads }, work));
  return files;
}
