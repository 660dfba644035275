import { S3Error } from '../../errors.js';

/** Bytes of all that comes before the file. Source: S3 API reference, "POST Object": 20 KB without the file. */
const maxFieldsBytes = 20 * 1024;

/** The fields of a form that stand before its file. */
export interface FormFields {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  /** The file's name, as the browser gives it; empty if it gives none. */
  readonly fileName: string;
}

/**
 * Reads a `multipart/form-data` body as it comes in: first the fields, then the part named `file`. What comes after the
 * file is ignored, as in S3. Source: RFC 7578; RFC 2046, section 5.1.
 */
export class FormDataReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #delimiter: Buffer;
  #buffer = Buffer.from('\r\n');

  constructor(chunks: AsyncIterable<Buffer>, boundary: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** @throws {@link S3Error} `MalformedPOSTRequest`, `MaxPostPreDataLengthExceeded`, or `InvalidArgument` without a file. */
  async readFields(): Promise<FormFields> {
    const fields = new Map<string, string>();
    await this.#readUntil(this.#delimiter);
    for (;;) {
      const lineEnd = (await this.#readUntil(Buffer.from('\r\n'))).toString('latin1');
      if (lineEnd.startsWith('--')) break;
      const { name, fileName } = partNames((await this.#readUntil(Buffer.from('\r\n\r\n'))).toString('utf8'));
      if (name === 'file') return { fields, fileName };
      fields.set(name, (await this.#readUntil(this.#delimiter)).toString('utf8'));
    }
    throw new S3Error('InvalidArgument', 400, 'POST requires exactly one file upload per request.');
  }

  /** The file's bytes. Call once, after {@link readFields}. */
  async *readFile(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#buffer.indexOf(this.#delimiter);
      if (end !== -1) {
        yield this.#take(end);
        break;
      }
      // The delimiter may have begun at the end of what is here.
      yield this.#take(Math.max(0, this.#buffer.length - this.#delimiter.length + 1));
      await this.#fill();
    }
    while ((await this.#chunks.next()).done !== true);
  }

  /** The bytes before `mark`. The mark is passed. */
  async #readUntil(mark: Buffer): Promise<Buffer> {
    let end = this.#buffer.indexOf(mark);
    while (end === -1) {
      if (this.#buffer.length > maxFieldsBytes) {
        const message = 'Your POST request fields preceding the upload file were too large.';
        throw new S3Error('MaxPostPreDataLengthExceeded', 400, message);
      }
      await this.#fill();
      end = this.#buffer.indexOf(mark);
    }
    const bytes = this.#take(end);
    this.#take(mark.length);
    return bytes;
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  async #fill(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw malformed('it ends before its last boundary');
    this.#buffer = Buffer.concat([this.#buffer, next.value]);
  }
}

/** @throws {@link S3Error} `MalformedPOSTRequest` if the header of a form's body has no boundary. */
export function boundaryOf(contentType: string | undefined): string {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || boundary.length > 70) throw malformed('its Content-Type has no boundary');
  return boundary;
}

function partNames(head: string): { name: string; fileName: string } {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const name = /[;\s]name="([^"]*)"/i.exec(disposition)?.[1]?.toLowerCase();
  if (name === undefined) throw malformed('a part has no name');
  return { name, fileName: /[;\s]filename="([^"]*)"/i.exec(disposition)?.[1] ?? '' };
}

const malformed = (how: string) =>
  new S3Error(
    'MalformedPOSTRequest',
    400,
    `The body of your POST request is not well-formed multipart/form-data: ${how}.`,
  );
