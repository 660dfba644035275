import type { S3Client } from '@aws-sdk/client-s3';
import { type Trace, traceObject } from '@headwaters/ledger';
import type { Blueprint, StackConsumer } from '@headwaters/stack-simulator';
import type { Upload } from './evidence.js';

/**
 * Asks the ledger what became of each upload, as `trace` does.
 *
 * @returns the traces by the names of the files; none where the stack keeps no ledger.
 */
export async function traceUploads(
  s3: S3Client,
  uploads: readonly Upload[],
  pipeline: { readonly blueprint: Blueprint; readonly consumers: readonly StackConsumer[] },
): Promise<ReadonlyMap<string, Trace>> {
  const { functions, destinations } = pipeline.blueprint;
  const ledgerBucket = functions[0]?.environment['LEDGER_BUCKET'];
  const failuresBucket = destinations.find(({ kind }) => kind === 's3')?.name;
  if (ledgerBucket === undefined || failuresBucket === undefined) return new Map();
  const { consumers } = pipeline;
  const traces = uploads.map(async ({ file, bucket, versionId }) => {
    const source = { bucket, key: file.key, versionId };
    return [file.name, await traceObject(s3, source, { ledgerBucket, failuresBucket, consumers })] as const;
  });
  return new Map(await Promise.all(traces));
}
