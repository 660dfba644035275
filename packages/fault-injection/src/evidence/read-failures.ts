import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parseQuarantinedRecord, quarantinePrefix } from '@headwaters/pipeline-contract';
import type { ConsumerEvidence } from './evidence.js';
import { quarantineIdOfKey } from './quarantine-id.js';
import type { FailureEvidence } from './recovery-evidence.js';

/** The prefix of Lambda's failure records. Attempt markers have another one. */
const recordsPrefix = 'aws/';

/** Reads all failures of a seed: Lambda's records and quarantined Kinesis records, also those that a recovery command deleted. */
export async function readFailures(s3: S3Client, bucket: string): Promise<FailureEvidence[]> {
  const listed = await Promise.all(
    [recordsPrefix, quarantinePrefix].map((prefix) => readPrefix(s3, bucket, prefix)),
  );
  return listed.flat();
}

async function readPrefix(s3: S3Client, bucket: string, prefix: string): Promise<FailureEvidence[]> {
  const newest = new Map<string, string>();
  const deleted = new Set<string>();
  let marker: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }),
    );
    // Newest first.
    for (const { Key: key = '', VersionId: id = '' } of page.Versions ?? [])
      newest.set(key, newest.get(key) ?? id);
    for (const { Key: key = '', IsLatest: isLatest } of page.DeleteMarkers ?? [])
      if (isLatest === true) deleted.add(key);
    marker = nextMarker(page);
  }
  const read = [...newest].map(async ([key, VersionId]) => {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId }));
    return { key, text: (await body?.transformToString()) ?? '', isDeleted: deleted.has(key) };
  });
  return Promise.all(read);
}

function nextMarker({ NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput) {
  if (NextKeyMarker === undefined) return undefined;
  return {
    KeyMarker: NextKeyMarker,
    ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
  };
}

/** Returns what a consumer has quarantined. Keys are in the order of their days, so the newest object of a Kinesis record counts. */
export function quarantinedBy(
  failures: readonly FailureEvidence[],
  consumerPrefix: string,
): ConsumerEvidence['quarantined'] {
  return new Map(
    failures
      .filter(({ key }) => key.startsWith(consumerPrefix))
      .map(({ key, text }) => [quarantineIdOfKey(key), parseQuarantinedRecord(text)]),
  );
}
