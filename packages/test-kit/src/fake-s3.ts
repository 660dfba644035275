import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { bodyResponse } from './fake-body.js';
import './silence-sdk-warning.js';

export { bodyResponse, brokenBodyResponse, type FakeGetResponse } from './fake-body.js';

/** An object of a fake bucket. */
export interface FakeObject {
  readonly body: Buffer;
  /** `undefined` in a bucket without versioning. */
  readonly versionId?: string | undefined;
  readonly lastModified: Date;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

/** The content of an object, or the content and some properties. `lastModified` defaults to the epoch. */
export type FakeObjectInput =
  string | Uint8Array | (Partial<Omit<FakeObject, 'body'>> & { readonly body: string | Uint8Array });

/** Tests make thousands of fakes, and a client takes a millisecond to construct: all fakes inherit from one. */
const prototypeClient = new S3Client({ region: 'eu-west-1' });

/** A request that the fake received. */
export interface FakeS3Request {
  /** Name of the operation, for example `GetObject`. */
  readonly operation: string;
  readonly input: { readonly Bucket?: string; readonly Key?: string; readonly Range?: string } & Readonly<
    Record<string, unknown>
  >;
  /** 1 for the first request. */
  readonly number: number;
}

export interface FakeS3Options {
  /** Objects by `bucket/key`. */
  readonly objects?: Readonly<Record<string, FakeObjectInput>>;
  /** Keys per page of ListObjectsV2. Default: 1,000. */
  readonly keysPerPage?: number;
  /** Size of the chunks in which a body arrives. Default: one chunk. */
  readonly chunkBytes?: number;
  /** Called for each request first. Throws to fail the request, or returns its response; `undefined` to go on. */
  readonly intercept?: (request: FakeS3Request) => object | undefined;
}

/**
 * S3 in memory, behind a real `S3Client` that opens no connection. Supports GetObject (with ranges and versions),
 * HeadObject, PutObject (also if the key is free), DeleteObject, ListObjectsV2 (also by folders) and multipart uploads. Keeps one version per key.
 */
export class FakeS3 {
  readonly client: S3Client;
  /** Objects by `bucket/key`. */
  readonly objects = new Map<string, FakeObject>();
  /** All requests, in order. */
  readonly requests: FakeS3Request[] = [];
  readonly #uploads = new Map<string, { contentType: string | undefined; parts: Map<number, Buffer> }>();
  readonly #options: FakeS3Options;

  constructor(options: FakeS3Options = {}) {
    this.#options = options;
    for (const [path, input] of Object.entries(options.objects ?? {}))
      this.objects.set(path, toObject(input));
    const send = async (command: FakeCommand) => {
      await Promise.resolve();
      return this.#respond(command);
    };
    this.client = Object.assign(Object.create(prototypeClient) as S3Client, { send });
  }

  /** Returns the objects of a bucket by key, in key order. */
  objectsIn(bucket: string): Map<string, FakeObject> {
    const paths = [...this.objects].filter(([path]) => path.startsWith(`${bucket}/`));
    const sorted = paths.sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(sorted.map(([path, object]) => [path.slice(bucket.length + 1), object]));
  }

  /** Returns the inputs of the requests for an operation, for example `GetObject`, in order. */
  inputsOf(operation: string): FakeS3Request['input'][] {
    return this.requests.filter((request) => request.operation === operation).map(({ input }) => input);
  }

  #respond(command: FakeCommand): object {
    const request = {
      operation: command.constructor.name.replace(/Command$/, ''),
      input: command.input,
      number: this.requests.length + 1,
    } as FakeS3Request;
    this.requests.push(request);
    const response = this.#options.intercept?.(request);
    if (response !== undefined) return response;
    if (command instanceof GetObjectCommand) return this.#get(command.input);
    if (command instanceof HeadObjectCommand) return this.#head(command.input);
    if (command instanceof PutObjectCommand) return this.#put(command.input);
    if (command instanceof DeleteObjectCommand) {
      this.objects.delete(pathOf(command.input));
      return {};
    }
    if (command instanceof ListObjectsV2Command) return this.#list(command.input);
    return this.#respondToMultipart(command);
  }

  #get(input: GetObjectCommand['input']): object {
    const object = this.#find(input);
    const content = sliceRange(object.body, input.Range);
    return { ...bodyResponse(content, { chunkBytes: this.#options.chunkBytes }), ...headOf(object) };
  }

  #head(input: HeadObjectCommand['input']): object {
    try {
      const object = this.#find(input);
      return { ...headOf(object), ContentLength: object.body.length };
    } catch {
      // A HEAD response has no body, hence no code.
      throw serviceError('NotFound', 404);
    }
  }

  #put(input: PutObjectCommand['input']): object {
    const { Body: body, ContentType: contentType, ContentEncoding: contentEncoding } = input;
    if (input.IfNoneMatch === '*' && this.objects.has(pathOf(input))) {
      throw serviceError('PreconditionFailed', 412);
    }
    const object = { ...toObject(body as string | Uint8Array), contentType, contentEncoding };
    this.objects.set(pathOf(input), object);
    return { ETag: etagOf(object.body) };
  }

  #list(input: ListObjectsV2CommandInput): object {
    const { Bucket = '', Prefix = '', Delimiter: delimiter = '', StartAfter, ContinuationToken } = input;
    const after = ContinuationToken ?? StartAfter ?? '';
    const keys = [...this.objects.keys()]
      .filter((path) => path.startsWith(`${Bucket}/${Prefix}`))
      .map((path) => path.slice(Bucket.length + 1))
      .filter((key) => key > after);
    // A folder stands for all its keys, also those after the token.
    const names = [...new Set(keys.map((key) => folderOf(key, Prefix, delimiter) ?? key))]
      .filter((name) => name !== ContinuationToken)
      .sort();
    const page = names.slice(0, this.#options.keysPerPage ?? 1_000);
    const isFolder = (name: string) => delimiter !== '' && folderOf(name, Prefix, delimiter) === name;
    return {
      Contents: page
        .filter((name) => !isFolder(name))
        .map((Key) => {
          const object = this.objects.get(pathOf({ Bucket, Key }));
          return { Key, LastModified: object?.lastModified, Size: object?.body.length };
        }),
      CommonPrefixes: page.filter(isFolder).map((folder) => ({ Prefix: folder })),
      IsTruncated: page.length < names.length,
      ...(page.length < names.length && { NextContinuationToken: page.at(-1) }),
    };
  }

  #respondToMultipart(command: FakeCommand): object {
    if (command instanceof CreateMultipartUploadCommand) {
      const UploadId = `upload-${this.#uploads.size + 1}`;
      this.#uploads.set(UploadId, { contentType: command.input.ContentType, parts: new Map() });
      return { UploadId };
    }
    if (command instanceof UploadPartCommand) {
      const { UploadId, PartNumber = 0, Body } = command.input;
      const part = Buffer.from(Body as Uint8Array);
      this.#findUpload(UploadId).parts.set(PartNumber, part);
      return { ETag: etagOf(part) };
    }
    if (command instanceof CompleteMultipartUploadCommand) {
      const { contentType, parts } = this.#findUpload(command.input.UploadId);
      const sorted = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
      this.objects.set(pathOf(command.input), toObject({ body: Buffer.concat(sorted), contentType }));
      return { Location: `https://s3.invalid/${pathOf(command.input)}` };
    }
    if (command instanceof AbortMultipartUploadCommand) return {};
    throw new Error(`FakeS3 does not support ${command.constructor.name}.`);
  }

  #find(input: ObjectAddress): FakeObject {
    const object = this.objects.get(pathOf(input));
    const { VersionId: versionId } = input;
    if (versionId !== undefined && versionId !== (object?.versionId ?? 'null')) {
      throw serviceError('NoSuchVersion', 404);
    }
    if (object === undefined) throw serviceError('NoSuchKey', 404);
    return object;
  }

  #findUpload(uploadId: string | undefined) {
    const upload = this.#uploads.get(uploadId ?? '');
    if (upload === undefined) throw serviceError('NoSuchUpload', 404);
    return upload;
  }
}

/** S3 that fails every request with an error. */
export function failingS3(error: Error): FakeS3 {
  return new FakeS3({
    intercept: () => {
      throw error;
    },
  });
}

/** Makes the error that an AWS SDK client throws for an error response. */
export function serviceError(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({
    name,
    message: name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
}

interface FakeCommand {
  readonly input: object;
}

interface ObjectAddress {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

function pathOf({ Bucket, Key }: ObjectAddress): string {
  return `${String(Bucket)}/${String(Key)}`;
}

/** Returns a key up to the first delimiter after the prefix; `undefined` if there is none. */
function folderOf(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function toObject(input: FakeObjectInput): FakeObject {
  const properties = typeof input === 'string' || input instanceof Uint8Array ? { body: input } : input;
  return { lastModified: new Date(0), ...properties, body: Buffer.from(properties.body) };
}

function headOf({ body, versionId, lastModified, contentType, contentEncoding }: FakeObject): object {
  return {
    ETag: etagOf(body),
    LastModified: lastModified,
    ContentType: contentType,
    ContentEncoding: contentEncoding,
    ...(versionId !== undefined && { VersionId: versionId }),
  };
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** @param range - `bytes=FIRST-LAST` or `bytes=FIRST-`, as the SDK sends it. */
function sliceRange(body: Buffer, range: string | undefined): Buffer {
  if (range === undefined) return body;
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === '') throw new Error(`FakeS3 does not support the range ${range}.`);
  if (Number(first) >= body.length) throw serviceError('InvalidRange', 416);
  return body.subarray(Number(first), last === '' ? undefined : Number(last) + 1);
}
