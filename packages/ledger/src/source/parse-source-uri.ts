import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { SourceUriError } from '../error/source-uri-error.js';

/** The version stands last and holds neither `?` nor `&`; a key may hold any character. */
const form = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+?)(?:\?versionId=(?<versionId>[^?&]+))?$/s;

/**
 * Reads `s3://bucket/key` or `s3://bucket/key?versionId=...`. The key stands as it is, not percent-encoded: as the logs
 * print it.
 *
 * @throws {@link SourceUriError} if it is neither.
 */
export function parseSourceUri(uri: string): ObjectVersion {
  const { bucket, key, versionId } = form.exec(uri)?.groups ?? {};
  if (bucket === undefined || key === undefined) throw new SourceUriError(uri);
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}
