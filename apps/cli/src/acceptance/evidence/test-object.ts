import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { logLineBytes, logLines } from '@headwaters/test-kit';
import { StepNotRunError } from '../../errors.js';
import type { UploadRule } from '../target/pipeline.js';
import type { AcceptanceTarget } from '../target/target.js';

/** An object version that a step wrote to the source bucket. */
export interface TestObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Returns the prefix of the keys of a run that start the producer. */
export function runKeyPrefix({ pipeline, runId }: AcceptanceTarget): string {
  return `${pipeline.uploadRules[0]?.prefix ?? ''}acceptance/${runId}/`;
}

/** Returns a key that starts the producer. */
export function uploadKey(target: AcceptanceTarget, name: string): string {
  return `${runKeyPrefix(target)}${name}${target.pipeline.uploadRules[0]?.suffix ?? ''}`;
}

/**
 * Returns a key that does not start the producer.
 *
 * @throws {@link StepNotRunError} if every key does.
 */
export function unwatchedKey({ pipeline, runId }: AcceptanceTarget, name: string): string {
  const key = `acceptance/${runId}/${name}.unwatched`;
  const starts = ({ prefix, suffix }: UploadRule) => key.startsWith(prefix) && key.endsWith(suffix);
  if (!pipeline.uploadRules.some(starts)) return key;
  throw new StepNotRunError(`every upload starts the producer, also one with the key ${key}`);
}

/** Uploads an object to the source bucket in one request. */
export async function putObject(
  { clients, pipeline, signal }: AcceptanceTarget,
  key: string,
  body: Uint8Array,
): Promise<TestObject> {
  signal.throwIfAborted();
  const bucket = pipeline.sourceBucket;
  const { VersionId: versionId } = await clients.s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }),
  );
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}

/** Web log lines, as many as fit into `bytes`. */
export function logFile(bytes: number): Buffer {
  return Buffer.concat([...logLines(Math.floor(bytes / logLineBytes))]);
}

/** Size of a part of a multipart upload. 10,000 parts are allowed: enough for 160 GB. */
const partBytes = 16 * 1024 * 1024;

/** Uploads web log lines, in parts, as they are generated. Memory: 4 parts of 16 MiB, whatever the size. */
export async function uploadLines(
  { clients, pipeline, signal }: AcceptanceTarget,
  key: string,
  bytes: number,
): Promise<TestObject> {
  const bucket = pipeline.sourceBucket;
  const upload = new Upload({
    client: clients.s3,
    params: { Bucket: bucket, Key: key, Body: Readable.from(generateLines(bytes, signal)) },
    partSize: partBytes,
    queueSize: 4,
  });
  const { VersionId: versionId } = await upload.done();
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}

/** Ends with an error, and so the upload, when the run is interrupted. */
function* generateLines(bytes: number, signal: AbortSignal): Generator<Buffer> {
  for (const lines of logLines(Math.floor(bytes / logLineBytes))) {
    signal.throwIfAborted();
    yield lines;
  }
}

/** Returns the SHA-256 in hex. */
export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
