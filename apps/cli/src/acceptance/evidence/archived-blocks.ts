import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { archivedSha256 } from '../../pipeline/archived-content.js';
import type { AcceptanceTarget } from '../target/target.js';
import { sha256Of, type TestObject } from './test-object.js';

/** Length of a partition key of the producer, in bytes: 64 hexadecimal digits. */
const partitionKeyBytes = 64;

/** The Kinesis records of some uploads, as the archive shows them: one object each, with the same bytes. */
export interface ArchivedBlocks {
  readonly count: number;
  /** Data and partition keys. */
  readonly bytes: number;
  readonly putPayloadUnits: number;
}

/**
 * Counts the Kinesis records of the uploads whose keys start with `keyPrefix`. `undefined` if no consumer archives.
 *
 * A record that is sent as a reference adds an object that is not counted: its name ends with `.record` and an extension.
 */
export async function countArchivedBlocks(
  { clients, pipeline }: AcceptanceTarget,
  keyPrefix: string,
): Promise<ArchivedBlocks | undefined> {
  const { archiveBucket, archivingConsumers, sourceBucket } = pipeline;
  if (archiveBucket === undefined || archivingConsumers.length === 0) return undefined;
  const total = { count: 0, bytes: 0, putPayloadUnits: 0 };
  const request = { Bucket: archiveBucket, Prefix: `${sourceBucket}/${keyPrefix}` };
  for await (const { Contents: page = [] } of paginateListObjectsV2({ client: clients.s3 }, request)) {
    for (const { Key: key = '', Size: size = 0 } of page) {
      if (/\.record\.\w+$/.test(key)) continue;
      const bytes = size + partitionKeyBytes;
      total.count += 1;
      total.bytes += bytes;
      total.putPayloadUnits += Math.ceil(bytes / kinesisLimits.putPayloadUnitBytes);
    }
  }
  return total;
}

/** Whether the archive has exactly this content of an object. */
export async function isArchivedUnchanged(
  { clients, pipeline }: AcceptanceTarget,
  source: TestObject,
  content: Uint8Array,
): Promise<boolean> {
  const { archiveBucket = '' } = pipeline;
  return (await archivedSha256(clients.s3, archiveBucket, source)) === sha256Of(content);
}
