import './environment.js';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';

/** An object that was put. */
export type StoredObject = Pick<PutObjectCommandInput, 'Bucket' | 'ContentType' | 'ContentEncoding'> & {
  body: Buffer;
};

/** An S3 client without a network: stores what is put in `objects`, by key, and serves ranges of `sources`, by key. */
export function fakeBucket({
  failWith,
  sources = {},
}: { failWith?: Error; sources?: Record<string, Buffer> } = {}) {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, { parts: Map<number, Buffer>; contentType: string | undefined }>();
  const respond = (command: unknown) => {
    if (failWith !== undefined) throw failWith;
    if (command instanceof PutObjectCommand) {
      const { Key, Body, ...rest } = command.input;
      objects.set(String(Key), { ...rest, body: Buffer.from(Body as Uint8Array) });
      return {};
    }
    if (command instanceof GetObjectCommand) return { Body: rangeOf(sources, command.input) };
    if (command instanceof CreateMultipartUploadCommand) {
      const UploadId = `upload-${uploads.size}`;
      uploads.set(UploadId, { parts: new Map(), contentType: command.input.ContentType });
      return { UploadId };
    }
    if (command instanceof UploadPartCommand) {
      const { UploadId, PartNumber, Body } = command.input;
      uploads.get(String(UploadId))?.parts.set(Number(PartNumber), Buffer.from(Body as Uint8Array));
      return { ETag: '"part"' };
    }
    if (command instanceof CompleteMultipartUploadCommand) {
      const upload = uploads.get(String(command.input.UploadId));
      const parts = [...(upload?.parts ?? [])].sort(([a], [b]) => a - b).map(([, part]) => part);
      const { Bucket, Key } = command.input;
      objects.set(String(Key), { Bucket, ContentType: upload?.contentType, body: Buffer.concat(parts) });
      return { Location: 'here' };
    }
    if (command instanceof AbortMultipartUploadCommand) return {};
    throw new Error('The fake does not support this command');
  };
  const s3 = new S3Client({ region: 'eu-central-1' });
  jest.spyOn(s3, 'send').mockImplementation(
    (command: unknown) =>
      new Promise((resolve) => {
        resolve(respond(command));
      }) as never,
  );
  return { s3, objects };
}

function rangeOf(sources: Record<string, Buffer>, { Key, Range }: GetObjectCommand['input']): Readable {
  const [, start = 0, end = Infinity] = /^bytes=(\d+)-(\d+)$/.exec(String(Range)) ?? [];
  const source = sources[String(Key)];
  if (source === undefined) throw Object.assign(new Error('no such version'), { name: 'NoSuchVersion' });
  const range = source.subarray(Number(start), Number(end) + 1);
  return Readable.from(oddChunks(range), { objectMode: false });
}

/** Chunks of a size that no power of two divides, as from a socket. */
function* oddChunks(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
}
