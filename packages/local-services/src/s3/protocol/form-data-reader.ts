import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { S3Error } from '../../errors.js';
import { preconditionFailed } from './preconditions.js';

/** Largest form without its file, in bytes. Source: S3 API reference, "POST Object": 20 KB. */
const maxFieldsBytes = 20 * 1024;

/** Bytes of the file in memory at a time. */
const fileBufferBytes = 256 * 1024;

/** The fields of a form that precede its file. */
export interface FormFields {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  /** File name as the browser sent it; empty if it sent none. */
  readonly fileName: string;
}

/**
 * Reads a `multipart/form-data` body as a stream: first the fields, then the part named `file`. Like S3, it ignores parts
 * after the file. Source: RFC 7578; RFC 2046, section 5.1.
 */
export class FormDataReader {
  readonly #chunks: AsyncIterable<Buffer>;
  readonly #parser: InstanceType<typeof Busboy>;
  #file: BusboyFileStream | undefined;
  #failure: Error | undefined;
  #fed: Promise<void> = Promise.resolve();

  constructor(chunks: AsyncIterable<Buffer>, boundary: string) {
    this.#chunks = chunks;
    this.#parser = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      isPartAFile: (name) => name?.toLowerCase() === 'file',
      preservePath: true,
      fileHwm: fileBufferBytes,
      limits: { files: 1 },
    });
  }

  /** @throws {@link S3Error} `MalformedPOSTRequest`, `MaxPostPreDataLengthExceeded`, or `InvalidArgument` without a file. */
  readFields(): Promise<FormFields> {
    const fields = new Map<string, string>();
    return new Promise((resolve, reject) => {
      this.#parser.on('field', (name: string | undefined, value) => {
        if (this.#file !== undefined) return;
        if (name === undefined) reject(malformed('a part has no name'));
        else fields.set(name.toLowerCase(), value);
      });
      this.#parser.on('file', (_name, file, fileName: string | undefined) => {
        this.#file = file;
        file.on('error', (cause) => (this.#failure ??= malformed('it ends before its last boundary', cause)));
        resolve({ fields, fileName: fileName ?? '' });
      });
      this.#parser.on('error', (cause) => {
        reject(malformed('it ends before its last boundary', cause));
      });
      this.#parser.on('finish', () => {
        reject(new S3Error('InvalidArgument', 400, 'POST requires exactly one file upload per request.'));
      });
      this.#fed = this.#feedParser();
      this.#fed.catch((cause: unknown) => {
        const error = cause instanceof Error ? cause : malformed('it cannot be read', cause);
        reject(error);
        this.#failure ??= error;
        this.#file?.destroy(error);
      });
    });
  }

  /** The bytes of the file. Call once, after {@link readFields}. */
  async *readFile(): AsyncGenerator<Buffer> {
    const file = this.#file;
    if (file === undefined) throw new Error('Call readFields before readFile.');
    try {
      yield* file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    } catch (error) {
      throw this.#failure ?? error;
    } finally {
      file.resume();
    }
    if (this.#failure !== undefined) throw this.#failure;
    await this.#fed;
  }

  async #feedParser(): Promise<void> {
    // One byte more than the limit, because the parser holds back a line break until the next byte.
    let bytesLeft = maxFieldsBytes + 1;
    for await (const chunk of this.#chunks) {
      if (this.#file?.readableEnded) continue;
      let rest = chunk;
      if (this.#file === undefined) {
        const start = chunk.subarray(0, bytesLeft);
        rest = chunk.subarray(start.length);
        bytesLeft -= start.length;
        await this.#write(start);
        if (bytesLeft === 0) this.#requireFile();
      }
      if (rest.length > 0) await this.#write(rest);
    }
    this.#parser.end();
  }

  #write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#parser.write(bytes, () => {
        resolve();
      });
    });
  }

  #requireFile(): void {
    if (this.#file !== undefined) return;
    const message = 'Your POST request fields preceding the upload file were too large.';
    throw new S3Error('MaxPostPreDataLengthExceeded', 400, message);
  }
}

/**
 * @throws {@link S3Error} `PreconditionFailed` if the Content-Type is not that of a form: LocalStack's recording
 * `test_post_object_with_wrong_content_type`; `MalformedPOSTRequest` if it has no valid boundary.
 */
export function boundaryOf(contentType: string | undefined): string {
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType ?? '')) {
    throw preconditionFailed('Bucket POST must be of the enclosure-type multipart/form-data');
  }
  const [, quoted, plain] = /;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || boundary.length > 70) throw malformed('its Content-Type has no boundary');
  return boundary;
}

function malformed(reason: string, cause?: unknown): S3Error {
  const message = `The body of your POST request is not well-formed multipart/form-data: ${reason}.`;
  return Object.assign(new S3Error('MalformedPOSTRequest', 400, message), { cause });
}
