import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { AwsEnvironment } from '../command-line/environment.js';

/** The local pipeline accepts every region. */
const localRegion = 'us-east-1';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Configures the S3 client of `trace`. The SDK reads the environment and the profiles as usual. Where they set nothing, the
 * region is that of the stack, and credentials for a local endpoint are filled in (it accepts any).
 */
export function traceClientConfig(
  { region: configuredRegion, endpoint, hasCredentials }: AwsEnvironment,
  stackRegion: string | undefined,
): S3ClientConfig {
  const isLocal = endpoint !== undefined && loopbackHosts.has(new URL(endpoint).hostname);
  const region = configuredRegion ?? stackRegion ?? (isLocal ? localRegion : undefined);
  return {
    ...(region !== undefined && { region }),
    ...(isLocal && !hasCredentials && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
