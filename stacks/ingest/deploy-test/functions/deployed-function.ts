import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { unzipSync } from 'fflate';
import type { Deployment } from '../deployment.js';
import { runHandler, type HandlerOutcome } from './run-handler.js';

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
