import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Trace, traceObject } from '@headwaters/ledger';
import { type Blueprint, type StackConsumer, readPipelineNames } from '@headwaters/stack-simulator';
import { readArchivedObject } from './archived-object.js';
import type { ArchivedObject, Upload } from './evidence.js';

/** Reads all objects of an archive. */
export async function readArchive(
  s3: S3Client,
  bucket: string,
  uploads: readonly Upload[],
): Promise<ArchivedObject[]> {
  const sources = uploads.map(({ file, versionId, ...upload }) => ({
    bucket: upload.bucket,
    key: file.key,
    versionId,
  }));
  const objects = await readObjects(s3, { Bucket: bucket });
  return objects.map(([key, data]) => readArchivedObject(key, data, sources));
}

async function readObjects(
  s3: S3Client,
  location: { readonly Bucket: string; readonly Prefix?: string },
): Promise<(readonly [key: string, data: Buffer])[]> {
  const objects: (readonly [string, Buffer])[] = [];
  for await (const { Contents: listed = [] } of paginateListObjectsV2({ client: s3 }, location)) {
    const read = listed.map(async ({ Key: key = '' }) => {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: location.Bucket, Key: key }));
      return [key, Buffer.from((await body?.transformToByteArray()) ?? [])] as const;
    });
    objects.push(...(await Promise.all(read)));
  }
  return objects;
}

/**
 * Traces each upload in the ledger, like the `trace` command.
 *
 * @returns The traces by file name; empty if the stack has no ledger.
 */
export async function traceUploads(
  s3: S3Client,
  uploads: readonly Upload[],
  pipeline: { readonly blueprint: Blueprint; readonly consumers: readonly StackConsumer[] },
): Promise<ReadonlyMap<string, Trace>> {
  const { ledgerBucket, failuresBucket } = readPipelineNames(pipeline.blueprint);
  if (ledgerBucket === undefined || failuresBucket === undefined) return new Map();
  const { consumers } = pipeline;
  const traces = uploads.map(async ({ file, bucket, versionId }) => {
    const source = { bucket, key: file.key, versionId };
    return [file.name, await traceObject(s3, source, { ledgerBucket, failuresBucket, consumers })] as const;
  });
  return new Map(await Promise.all(traces));
}
