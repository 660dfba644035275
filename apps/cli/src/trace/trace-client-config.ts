import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** The local pipeline answers to every region. */
const anyRegion = 'us-east-1';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * How `trace` reaches S3: like every tool of AWS, by the environment and the profiles. Two things are filled in where the
 * environment is silent: the region that the stack declares, and credentials for the local pipeline, which takes any.
 */
export function traceClientConfig(
  environment: NodeJS.ProcessEnv,
  stackRegion: string | undefined,
): S3ClientConfig {
  const { AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID } = environment;
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const isLocal = endpoint !== undefined && loopbackHosts.has(new URL(endpoint).hostname);
  const isSilent = AWS_PROFILE === undefined && AWS_ACCESS_KEY_ID === undefined;
  const region =
    AWS_REGION ?? environment['AWS_DEFAULT_REGION'] ?? stackRegion ?? (isLocal ? anyRegion : undefined);
  return {
    ...(region !== undefined && { region }),
    ...(isLocal && isSilent && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
