import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

type Response = Partial<GetObjectCommandOutput>;

/** An S3 client whose GetObject requests are answered by a function. `requests` holds their inputs, in order. */
export function fakeS3(respond: (input: GetObjectCommandInput, callNumber: number) => Response) {
  const requests: GetObjectCommandInput[] = [];
  const send = (command: GetObjectCommand) => {
    requests.push(command.input);
    return new Promise((resolve) => {
      resolve(respond(command.input, requests.length));
    });
  };
  return { s3: { send } as unknown as Pick<S3Client, 'send'>, requests };
}

/** An S3 client with these objects, each under `bucket/key`. Serves ranges, in chunks of `chunkBytes`. */
export function s3Holding(objects: Readonly<Record<string, Uint8Array | string>>, chunkBytes = Infinity) {
  return fakeS3(({ Bucket, Key, Range }) => {
    const content = objects[`${String(Bucket)}/${String(Key)}`];
    if (content === undefined) {
      throw new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });
    }
    const start = Number(/\d+/.exec(Range ?? '0')?.[0]);
    return bodyOf(inChunks(Buffer.from(content).subarray(start), chunkBytes));
  });
}

function inChunks(bytes: Buffer, chunkBytes: number): Buffer[] {
  const step = Math.min(chunkBytes, Math.max(bytes.length, 1));
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step),
  );
}

/** A response whose body arrives in the given chunks. Its Content-Length may differ from what arrives. */
export function bodyOf(content: Uint8Array | readonly Uint8Array[], contentLength?: number): Response {
  const chunks = content instanceof Uint8Array ? [content] : content;
  return {
    Body: Readable.from(chunks, { objectMode: false }) as NonNullable<GetObjectCommandOutput['Body']>,
    ContentLength: contentLength ?? chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    ETag: '"etag"',
  };
}

/** A response whose body breaks off with a connection reset after `content`. */
export function brokenBody(content: Uint8Array, contentLength: number): Response {
  async function* chunks() {
    yield await Promise.resolve(content);
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  }
  return { ...bodyOf(content, contentLength), Body: Readable.from(chunks()) as never };
}

export function awsError(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({
    name,
    message: name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
}

/** An S3 client that stores receipts and lists two keys a page. `requests` holds the names of the commands, in order. */
export function fakeLedgerBucket() {
  const objects = new Map<string, string>();
  const requests: string[] = [];
  const respond = (command: object): unknown => {
    requests.push(command.constructor.name);
    if (command instanceof PutObjectCommand) {
      objects.set(command.input.Key ?? '', command.input.Body as string);
      return {};
    }
    if (command instanceof ListObjectsV2Command) return listPage([...objects.keys()].sort(), command.input);
    if (command instanceof GetObjectCommand) {
      const body = objects.get(command.input.Key ?? '');
      if (body === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} });
      return { Body: { transformToString: () => Promise.resolve(body) } };
    }
    throw new Error(`The fake does not support ${command.constructor.name}`);
  };
  const send = (command: object) => Promise.resolve().then(() => respond(command));
  return { s3: Object.assign(new S3Client({ region: 'eu-west-1' }), { send }), objects, requests };
}

const keysPerPage = 2;

function listPage(
  keys: readonly string[],
  { Prefix: prefix = '', StartAfter, ContinuationToken }: ListObjectsV2Command['input'],
) {
  const after = ContinuationToken ?? StartAfter ?? '';
  const left = keys.filter((key) => key.startsWith(prefix) && key > after);
  const page = left.slice(0, keysPerPage);
  return {
    Contents: page.map((Key) => ({ Key })),
    ...(left.length > keysPerPage && { IsTruncated: true, NextContinuationToken: page.at(-1) }),
  };
}
