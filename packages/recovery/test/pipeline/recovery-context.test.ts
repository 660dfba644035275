import { makeRecoveryClients } from '@headwaters/recovery';
import { describe, expect, it } from '@jest/globals';

/** The handler has no public way to read its settings before the first request. */
const settingsOf = (handler: unknown): Promise<unknown> =>
  (handler as { readonly configProvider: Promise<unknown> }).configProvider;

describe('makeRecoveryClients', () => {
  const { s3, lambda } = makeRecoveryClients({ region: 'eu-west-1' });

  it('waits 20 s for an answer of S3, and 16 minutes for a function', async () => {
    const settings = [
      await settingsOf(s3.config.requestHandler),
      await settingsOf(lambda.config.requestHandler),
    ];
    expect(settings).toMatchObject([
      { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
      { requestTimeout: 960_000, throwOnRequestTimeout: true },
    ]);
  });

  it('never lets the SDK invoke a function again', async () => {
    expect(await lambda.config.maxAttempts()).toBe(1);
  });
});
