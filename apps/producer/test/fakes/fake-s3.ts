import { Readable } from 'node:stream';
import {
  NoSuchKey,
  S3ServiceException,
  type GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

type Answer = Partial<GetObjectCommandOutput>;

/** An S3 client whose GetObject calls are answered by a function. `requests` holds what was asked, in order. */
export function fakeS3(answer: (input: GetObjectCommandInput, callNumber: number) => Answer) {
  const requests: GetObjectCommandInput[] = [];
  const send = (command: GetObjectCommand) => {
    requests.push(command.input);
    return new Promise((resolve) => {
      resolve(answer(command.input, requests.length));
    });
  };
  return { s3: { send } as unknown as Pick<S3Client, 'send'>, requests };
}

/** An S3 that holds these objects, each under `bucket/key`. */
export function s3Holding(objects: Readonly<Record<string, Uint8Array | string>>) {
  return fakeS3(({ Bucket, Key }) => {
    const content = objects[`${String(Bucket)}/${String(Key)}`];
    if (content === undefined)
      throw new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });
    return bodyOf(Buffer.from(content));
  });
}

/** An answer with a body that comes in the given chunks, and that S3 announced as `contentLength` bytes. */
export function bodyOf(content: Uint8Array | readonly Uint8Array[], contentLength?: number): Answer {
  const chunks = content instanceof Uint8Array ? [content] : content;
  return {
    Body: Readable.from(chunks, { objectMode: false }) as NonNullable<GetObjectCommandOutput['Body']>,
    ContentLength: contentLength ?? chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    ETag: '"etag"',
  };
}

/** A body that breaks off with a connection reset after some bytes. */
export function brokenBody(content: Uint8Array, contentLength: number): Answer {
  async function* chunks() {
    yield await Promise.resolve(content);
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  }
  return { ...bodyOf(content, contentLength), Body: Readable.from(chunks()) as never };
}

export function s3Error(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({
    name,
    message: name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
}
