import type { PutObjectCommand, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';

/** An S3 client that keeps what is put, by key, as S3 does. Fails the first `failures` calls. */
export function fakeBucket({ failures = 0 } = {}) {
  const objects = new Map<string, PutObjectCommandInput>();
  let failuresLeft = failures;
  const send = ({ input }: PutObjectCommand) => {
    if (failuresLeft-- > 0) return Promise.reject(new Error('SlowDown'));
    objects.set(String(input.Key), input);
    return Promise.resolve({});
  };
  return { s3: { send } as unknown as Pick<S3Client, 'send'>, objects };
}
