import * as v from 'valibot';
import type { ObjectVersion } from './object-version.js';

/** The prefix of all source records in the ledger bucket. */
export const sourceRecordsPrefix = 'sources/';

const sourceRecordSchema = v.object({
  sourceRecordVersion: v.literal(1),
  source: v.object({ bucket: v.string(), key: v.string(), versionId: v.exactOptional(v.string()) }),
});

/**
 * Returns the key of the source record of a digest: `sources/<digest>.json`. Plain Kinesis records name their object by its digest
 * alone; the producer stores which object that is before it publishes the first of them.
 *
 * @param digest - `sourceDigest` of the object version: 32 hexadecimal digits.
 */
export function sourceRecordKey(digest: string): string {
  return `${sourceRecordsPrefix}${digest}.json`;
}

/** Returns the fields of the PutObject request that stores a source record, except the bucket. The same for every attempt. */
export function sourceRecordObject(
  digest: string,
  { bucket, key, versionId }: ObjectVersion,
): { Key: string; Body: string; ContentType: string } {
  const source = versionId === undefined ? { bucket, key } : { bucket, key, versionId };
  return {
    Key: sourceRecordKey(digest),
    Body: JSON.stringify({ sourceRecordVersion: 1, source }),
    ContentType: 'application/json',
  };
}

/** Parses the content of a source record. Returns `undefined` if it is not a source record of a known version. */
export function parseSourceRecord(
  text: string,
): { bucket: string; key: string; versionId?: string } | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), sourceRecordSchema), text);
  return result.success ? result.output.source : undefined;
}
