import { resolveUserPath } from '../command-line/environment.js';
import { UsageError } from '../errors.js';

/** Where files are: a folder, or a bucket with a prefix. */
export type Location =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string };

/**
 * Parses a location that the user typed: `s3://BUCKET`, `s3://BUCKET/PREFIX`, or the path of a folder.
 *
 * @throws {@link UsageError} for a URL of another kind.
 */
export function parseLocation(text: string): Location {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket !== undefined) return { kind: 'bucket', bucket, prefix };
  if (/^[a-z0-9]+:\/\//i.test(text)) {
    throw new UsageError(`${text} is neither a folder nor s3://BUCKET/PREFIX`);
  }
  return { kind: 'folder', path: resolveUserPath(text) };
}

/** Formats a location for messages. */
export function formatLocation(location: Location): string {
  return location.kind === 'folder' ? location.path : `s3://${location.bucket}/${location.prefix}`;
}
