import { resolve } from 'node:path';

/** What this program reads of the AWS variables. The AWS SDK reads the other ones itself. */
export interface AwsEnvironment {
  readonly region: string | undefined;
  /** Endpoint of S3, where it is not the one of AWS. */
  readonly endpoint: string | undefined;
  /** Whether a profile or an access key is set. */
  readonly hasCredentials: boolean;
}

/** Reads the AWS variables in the SDK's order of precedence. */
export function readAwsEnvironment(variables: NodeJS.ProcessEnv = process.env): AwsEnvironment {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID } = variables;
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = variables;
  return {
    region: AWS_REGION ?? AWS_DEFAULT_REGION,
    endpoint: AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL,
    hasCredentials: AWS_PROFILE !== undefined || AWS_ACCESS_KEY_ID !== undefined,
  };
}

/**
 * Resolves a path that the user typed. `npm run` changes to the workspace root and sets INIT_CWD to the folder that it was
 * called in.
 */
export function resolveUserPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/** Turns off the SDK's warning about the end of support for Node 20, which concerns deployments only. */
export function disableSdkWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}
