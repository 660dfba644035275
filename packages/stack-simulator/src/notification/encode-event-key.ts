/**
 * Encodes a key as S3's events do: as a form value, a space as `+`, with slashes left as they are.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-23).
 */
export function encodeEventKey(key: string): string {
  return new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');
}
