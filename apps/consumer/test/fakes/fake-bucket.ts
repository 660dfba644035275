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

/** What the fake keeps of an object that was put. */
export type StoredObject = Pick<PutObjectCommandInput, 'Bucket' | 'ContentType' | 'ContentEncoding'> & {
  body: Buffer;
};

/** A real S3 client that never leaves the process: it keeps what is put, by key, and gives ranges of `sources` by key. */
export function fakeBucket({
  failWith,
  sources = {},
}: { failWith?: Error; sources?: Record<string, Buffer> } = {}) {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, { parts: Map<number, Buffer>; contentType: string | undefined }>();
  const answer = (command: unknown) => {
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
    throw new Error('The fake does not know this command');
  };
  const s3 = new S3Client({ region: 'eu-central-1' });
  jest.spyOn(s3, 'send').mockImplementation(
    (command: unknown) =>
      new Promise((resolve) => {
        resolve(answer(command));
      }) as never,
  );
  return { s3, objects };
}

function rangeOf(sources: Record<string, Buffer>, { Key, Range }: GetObjectCommand['input']): Readable {
  const [, start = 0, end = Infinity] = /^bytes=(\d+)-(\d+)$/.exec(String(Range)) ?? [];
  const source = sources[String(Key)];
  if (source === undefined) throw Object.assign(new Error('It is gone'), { name: 'NoSuchVersion' });
  // In odd pieces, as a socket gives them.
  const range = source.subarray(Number(start), Number(end) + 1);
  return Readable.from(pieces(range), { objectMode: false });
}

function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
}
