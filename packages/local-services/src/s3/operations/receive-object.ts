import type { NewObject } from '../object-version.js';
import { bodyExpectation, decodedChunks } from '../request-body.js';
import type { S3Request } from '../s3-request.js';
import type { Storage } from '../storage.js';

/** Receives a request's body as the content of an object. */
export async function receiveObject(
  request: S3Request,
  storage: Storage,
): Promise<Pick<NewObject, 'body' | 'eTag' | 'checksum'>> {
  const { chunks, trailers } = decodedChunks(request);
  const { body, md5, checksum } = await storage.receiver.receive(chunks, bodyExpectation(request, trailers));
  return { body, eTag: md5, ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }) };
}
