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

/** A function as it was deployed: its code, its variables and its role, read back from the account. */
export class DeployedFunction {
  private constructor(
    private readonly deployment: Deployment,
    private readonly deployed: {
      readonly name: string;
      readonly arn: string;
      readonly roleArn: string;
      readonly handlerFile: string;
      readonly variables: Readonly<Record<string, string>>;
    },
  ) {}

  static async read(deployment: Deployment, name: string): Promise<DeployedFunction> {
    const lambda = new LambdaClient(deployment.aws.client);
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const { FunctionArn: arn = '', Role: roleArn = '', CodeSha256 = '', Environment } = configuration;
    const handlerFile = extract(deployment.terraform.path, CodeSha256, name);
    const variables = Environment?.Variables ?? {};
    return new DeployedFunction(deployment, { name, arn, roleArn, handlerFile, variables });
  }

  /** Gives it an event. It runs under its own role, on fresh credentials, and sees its deployed variables. */
  async invoke(event: unknown): Promise<HandlerOutcome> {
    const { name, arn, handlerFile, variables } = this.deployed;
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentials();
    return runHandler({
      handlerFile,
      functionArn: arn,
      event,
      variables: {
        ...variables,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: this.deployment.aws.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
  }

  /** Credentials of its role, as Lambda takes them. */
  async credentials() {
    const { name, roleArn } = this.deployed;
    const sts = new STSClient(this.deployment.aws.client);
    const { Credentials: given } = await this.deployment.aws.withoutIam(() =>
      sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: name })),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }
}

/** Finds the archive that has the deployed hash, and lays its module out. */
function extract(stackFolder: string, codeSha256: string, name: string): string {
  const archive = readdirSync(join(stackFolder, 'assets'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.zip'))
    .map((file) => readFileSync(join(stackFolder, 'assets', file)))
    .find((bytes) => createHash('sha256').update(bytes).digest('base64') === codeSha256);
  if (archive === undefined) throw new Error(`No archive of the stack is what is deployed as ${name}`);
  const folder = join(stackFolder, 'extracted', name);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(unzipSync(archive))) writeFileSync(join(folder, file), bytes);
  return pathToFileURL(join(folder, 'handler.mjs')).href;
}

/** What the handler gave, or the error that it threw. */
export type HandlerOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

interface HandlerRun {
  /** The bundle's module, which exports `handler`. */
  readonly handlerFile: string;
  readonly functionArn: string;
  readonly event: unknown;
  /** All that the function sees of an environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs in a process of its own, as Lambda's runtime would: loads the handler, gives it the event, and tells the outcome. */
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

/** Gives a bundle one event. */
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
