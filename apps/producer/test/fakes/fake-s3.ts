import { FakeS3 } from '@headwaters/test-kit/fake-s3';

/** S3 with these objects by `bucket/key`, each in one version. Bodies arrive in chunks of `chunkBytes`. */
export function s3With(
  objects: Readonly<Record<string, Uint8Array | string>>,
  { versionId = 'v1', chunkBytes = Infinity } = {},
): FakeS3 {
  const versions = Object.entries(objects).map(([path, body]) => [path, { body, versionId }] as const);
  return new FakeS3({ objects: Object.fromEntries(versions), chunkBytes });
}

/** S3 that responds to the nth request with the nth response, and to further ones with the last. */
export function s3Responding(...responses: (() => object)[]): FakeS3 {
  return new FakeS3({ intercept: ({ number }) => (responses[number - 1] ?? responses.at(-1))?.() });
}
