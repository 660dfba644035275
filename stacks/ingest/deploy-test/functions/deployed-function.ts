import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { unzipSync } from 'fflate';
import type { Deployment } from '../deployment.js';

interface DeployedConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handlerFile: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A deployed function: its code, environment variables and role, read from the account. */
export class DeployedFunction {
  readonly #deployment: Deployment;
  readonly #configuration: DeployedConfiguration;

  private constructor(deployment: Deployment, configuration: DeployedConfiguration) {
    this.#deployment = deployment;
    this.#configuration = configuration;
  }

  static async read(deployment: Deployment, name: string): Promise<DeployedFunction> {
    const lambda = new LambdaClient(deployment.aws.client);
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const { FunctionArn: arn = '', Role: roleArn = '', CodeSha256 = '', Environment } = configuration;
    const handlerFile = extract(deployment.terraform.path, CodeSha256, name);
    const variables = Environment?.Variables ?? {};
    return new DeployedFunction(deployment, { name, arn, roleArn, handlerFile, variables });
  }

  /** Invokes it with an event, under its own role and with its deployed environment variables. */
  async invoke(event: unknown): Promise<HandlerOutcome> {
    const { name, arn, handlerFile, variables } = this.#configuration;
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentials();
    return runHandler({
      handlerFile,
      functionArn: arn,
      event,
      variables: {
        ...variables,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: this.#deployment.aws.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
  }

  /** Temporary credentials of its role. */
  async credentials() {
    const { name, roleArn } = this.#configuration;
    const sts = new STSClient(this.#deployment.aws.client);
    const { Credentials: credentials } = await this.#deployment.aws.withoutIam(() =>
      sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: name })),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }
}

/** Extracts the archive that has the deployed hash. Returns the URL of its module. */
function extract(stackFolder: string, codeSha256: string, name: string): string {
  const archive = readdirSync(join(stackFolder, 'assets'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.zip'))
    .map((file) => readFileSync(join(stackFolder, 'assets', file)))
    .find((bytes) => createHash('sha256').update(bytes).digest('base64') === codeSha256);
  if (archive === undefined)
    throw new Error(`No archive of the stack has the hash of the deployed function ${name}`);
  const folder = join(stackFolder, 'extracted', name);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(unzipSync(archive))) writeFileSync(join(folder, file), bytes);
  return pathToFileURL(join(folder, 'handler.mjs')).href;
}

/** The return value of a handler, or the error that it threw. */
export type HandlerOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

interface HandlerRun {
  /** The bundle's module, which exports `handler`. */
  readonly handlerFile: string;
  readonly functionArn: string;
  readonly event: unknown;
  /** The complete environment of the function. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs in a separate process, like Lambda's runtime: loads the handler, calls it with the event, and reports the outcome. */
const runtime = `
process.once('message', async ({ handlerFile, functionArn, event }) => {
  const deadline = Date.now() + 60_000;
  const context = {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const outcome = await import(handlerFile)
    .then(({ handler }) => handler(event, context))
    .then((value) => ({ ok: true, value: value ?? null }))
    .catch((error) => ({ ok: false, errorType: error.name, errorMessage: String(error.message) }));
  process.send(outcome, () => process.exit());
});
`;

/** Calls the handler of a bundle once. */
async function runHandler({ variables, ...message }: HandlerRun): Promise<HandlerOutcome> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', runtime], {
    env: {
      PATH: process.env['PATH'],
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.send(message);
  const [outcome] = (await once(child, 'message')) as [HandlerOutcome];
  return outcome;
}
