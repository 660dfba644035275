import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { AwsEnvironment } from './environment.js';

/** The local pipeline accepts every region. */
const localRegion = 'us-east-1';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether the endpoint is one of this machine. */
export function isLocalEndpoint({ endpoint }: Pick<AwsEnvironment, 'endpoint'>): boolean {
  return endpoint !== undefined && loopbackHosts.has(new URL(endpoint).hostname);
}

/**
 * Configures AWS clients. The SDK reads the environment and the profiles as usual. Where they set nothing, the
 * region is that of the stack, and credentials for a local endpoint are filled in (it accepts any).
 */
export function clientConfig(
  environment: AwsEnvironment,
  stackRegion: string | undefined,
): Pick<S3ClientConfig, 'region' | 'credentials'> {
  const { region: configuredRegion, hasCredentials } = environment;
  const isLocal = isLocalEndpoint(environment);
  const region = configuredRegion ?? stackRegion ?? (isLocal ? localRegion : undefined);
  return {
    ...(region !== undefined && { region }),
    ...(isLocal && !hasCredentials && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
