import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  type ObjectVersion,
  type Receipt,
  objectReceiptsPrefix,
  parseReceipt,
  parseReceiptKey,
  receiptsPrefix,
} from '@headwaters/pipeline-contract';
import { decodeListedKey, type ListedVersion } from './listed-version.js';
import { VersionLedger } from './version-ledger.js';

/** A version whose receipts are read. */
export type LedgerSubject = Pick<ListedVersion, 'source' | 'lastModified'>;

/** A receipt as a listing has it. */
interface ReceiptObject {
  readonly key: string;
  readonly lastModified: Date;
  readonly eTag: string;
}

/** The receipts of versions, by source. */
export class VersionLedgers {
  readonly #byPrefix = new Map<string, { readonly subject: LedgerSubject; readonly ledger: VersionLedger }>();
  /** Sorted as S3 sorts keys. */
  readonly prefixes: readonly string[];

  constructor(subjects: readonly LedgerSubject[]) {
    for (const subject of subjects) {
      this.#byPrefix.set(objectReceiptsPrefix(subject.source), { subject, ledger: new VersionLedger() });
    }
    this.prefixes = [...this.#byPrefix.keys()].sort(compareKeys);
  }

  add({ key, lastModified, eTag }: ReceiptObject): void {
    const name = parseReceiptKey(key);
    const found = name && this.#byPrefix.get(name.objectPrefix);
    if (name === undefined || found === undefined) return;
    const { subject, ledger } = found;
    // Versions called `null` replace each other: an earlier receipt is about an earlier content.
    if (subject.source.versionId === undefined && lastModified < subject.lastModified) return;
    ledger.add(name, { key, lastModified, eTag });
  }

  of(source: ObjectVersion): VersionLedger {
    return this.#byPrefix.get(objectReceiptsPrefix(source))?.ledger ?? new VersionLedger();
  }
}

/** Orders keys as S3 does: by the bytes of UTF-8. JavaScript compares UTF-16, which differs for characters beyond U+FFFF. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/**
 * Reads what the names of the receipts of some versions show. One listing walks over all of them: a page of 1,000 receipts is at
 * once about many versions, and where the next version of interest is beyond the page, the listing continues there. So there are at
 * most as many requests as versions, plus one for each further 1,000 receipts of one version, whatever else is in the ledger.
 *
 * Order of keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html (read 2026-11-30): UTF-8 binary order.
 *
 * Memory: one page, and for each version its merged ranges.
 */
export async function readLedgers(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  subjects: readonly LedgerSubject[],
): Promise<VersionLedgers> {
  const ledgers = new VersionLedgers(subjects);
  const { prefixes } = ledgers;
  let position = '';
  for (let next = 0; next < prefixes.length;) {
    const prefix = prefixes[next] ?? '';
    if (compareKeys(position, prefix) < 0) position = prefix;
    const page = await listAfter(s3, bucket, position);
    for (const receipt of page.objects) ledgers.add(receipt);
    if (!page.isTruncated) break;
    position = page.objects.at(-1)?.key ?? position;
    // Receipts of a version are contiguous, but between them may be those of a key that continues its name with a slash.
    while (next < prefixes.length && isPast(position, prefixes[next] ?? '')) next += 1;
  }
  await Promise.all(subjects.map(({ source }) => findEnd(s3, bucket, ledgers.of(source))));
  return ledgers;
}

function isPast(position: string, prefix: string): boolean {
  return compareKeys(position, prefix) > 0 && !position.startsWith(prefix);
}

async function listAfter(s3: Pick<S3Client, 'send'>, bucket: string, startAfter: string) {
  const { Contents: contents = [], IsTruncated: isTruncated = false } = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: receiptsPrefix,
      StartAfter: startAfter,
      EncodingType: 'url',
    }),
  );
  const objects = contents.map(
    ({ Key: key = '', LastModified: lastModified = new Date(0), ETag: eTag = '' }) => ({
      key: decodeListedKey(key),
      lastModified,
      eTag,
    }),
  );
  return { objects, isTruncated };
}

/** Names of receipts of older releases don't show whether the range ends at the end of the object: their content does. */
async function findEnd(s3: Pick<S3Client, 'send'>, bucket: string, ledger: VersionLedger): Promise<void> {
  const { endOffset, lastPublishedKey: key } = ledger;
  if (endOffset !== undefined || key === undefined) return;
  const receipt = await readReceipt(s3, bucket, key);
  if (receipt?.isLast === true && receipt.endOffset !== undefined) ledger.setEnd(receipt.endOffset);
}

async function readReceipt(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  key: string,
): Promise<Receipt | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return parseReceipt((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
