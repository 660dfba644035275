import type { Readable } from 'node:stream';
import type { S3Request } from './s3-request.js';
import type { Storage } from './storage.js';
import { renderXml, type XmlContent } from './xml.js';

/** An answer, before it is written. Headers that are undefined are left out. */
export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Readable;
}

/** One operation of the API. */
export type S3Operation = (request: S3Request, storage: Storage) => S3Answer | Promise<S3Answer>;

/** An answer whose body is XML. */
export function xmlAnswer(root: string, content: XmlContent, headers?: S3Answer['headers']): S3Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: renderXml(root, content),
  };
}
