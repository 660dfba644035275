import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type ObjectVersion, parseSourceRecord, sourceRecordKey } from '@headwaters/pipeline-contract';
import { ArchiveUnreadableError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { readArchivedBlock } from './archived-block.js';
import type { ArchivedUpload } from './archive-listing.js';

/** The last segment of the path of an object version: a URL-encoded version, or the digest of a path that was too long. */
const lastSegment = /^([^/]+)\/(.+)\/(?:\+sha256-([0-9a-f]{64})|([^/]+))\/$/s;

/**
 * Returns the object version whose archived ranges have a directory. If the directory is truncated, because the key of the upload
 * is very long, reads it from a block or, of plain records, from the ledger.
 *
 * @throws {@link ArchiveUnreadableError} if it can't be found out.
 */
export async function sourceOfArchive(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  { directory, ranges }: ArchivedUpload,
): Promise<ObjectVersion> {
  const [, bucket = '', key = '', digest, version = 'null'] = lastSegment.exec(directory) ?? [];
  if (digest === undefined) {
    const versionId = decodeURIComponent(version);
    return versionId === 'null' ? { bucket, key } : { bucket, key, versionId };
  }
  for await (const { key: archived, name } of ranges) {
    if (name.isReferencedRecord) continue;
    if (name.endOffset !== undefined) break;
    return (await readArchivedBlock(context, archived, { directory, archivedAtMillis: 0 })).source;
  }
  const source = await readSourceRecord(context, digest);
  if (source !== undefined) return source;
  throw new ArchiveUnreadableError(directory, 'The ledger does not say which upload it is of.');
}

/** The digest of the path and that of the source record are of the same values, unless the bucket had no versions. */
async function readSourceRecord(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  pathDigest: string,
): Promise<ObjectVersion | undefined> {
  const key = sourceRecordKey(pathDigest.slice(0, 32));
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: pipeline.ledgerBucket, Key: key }));
    return parseSourceRecord((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
