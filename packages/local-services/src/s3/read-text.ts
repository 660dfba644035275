import { createHash } from 'node:crypto';
import { BodyTooLargeError, readBody } from '../network/read-body.js';
import { S3Error } from './s3-error.js';
import { decodedChunks } from './request-body.js';
import type { S3Request } from './s3-request.js';
import { header } from './s3-request.js';
import { Readable } from 'node:stream';

/** Most bytes of a configuration or of a list of keys. */
const maxTextBytes = 4 * 1024 * 1024;

/**
 * Reads a body that is XML or JSON.
 *
 * @throws {@link S3Error} `MaxMessageLengthExceeded` above 4 MiB; `BadDigest` if Content-MD5 differs.
 */
export async function readText(request: S3Request): Promise<string> {
  try {
    const body = await readBody(Readable.from(decodedChunks(request).chunks), maxTextBytes);
    const md5 = header(request, 'content-md5');
    if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5) {
      throw new S3Error('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
    }
    return body.toString('utf8');
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new S3Error('MaxMessageLengthExceeded', 400, 'Your request was too big.');
  }
}
