import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { Deliveries } from '../../pipeline/deliveries.js';
import { readSourceRange } from '../../pipeline/read-source-range.js';
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
 * A record that travels as a reference adds an object that is not counted: its name ends with `.record` and an extension.
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

/**
 * Reassembles an object from the archive. Memory: the blocks that are archived before an earlier one.
 *
 * @returns the SHA-256 of the contiguous prefix that is archived, in hex: that of no bytes if nothing is.
 */
export async function archivedSha256(
  { clients, pipeline }: AcceptanceTarget,
  source: TestObject,
): Promise<string> {
  const { archiveBucket = '' } = pipeline;
  const deliveries = new Deliveries((block) => readSourceRange(clients.s3, block));
  const request = { Bucket: archiveBucket, Prefix: `${source.bucket}/${source.key}/` };
  for await (const { Contents: page = [] } of paginateListObjectsV2({ client: clients.s3 }, request)) {
    for (const { Key: key = '' } of page) {
      if (/\.record\.\w+$/.test(key)) continue;
      const { Body: body } = await clients.s3.send(new GetObjectCommand({ Bucket: archiveBucket, Key: key }));
      if (body) deliveries.add(archiveBucket, await body.transformToByteArray());
      await deliveries.whenSettled();
    }
  }
  return deliveries.reassemblyOf(archiveBucket, source).sha256();
}

/** Whether the archive has exactly this content of an object. */
export async function isArchivedUnchanged(
  target: AcceptanceTarget,
  source: TestObject,
  content: Uint8Array,
): Promise<boolean> {
  return (await archivedSha256(target, source)) === sha256Of(content);
}
