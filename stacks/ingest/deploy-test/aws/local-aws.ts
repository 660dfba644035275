import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const launcher = fileURLToPath(new URL('./moto_server.py', import.meta.url));
const maxStartMillis = 30_000;

/** An AWS account on loopback: moto in its own process. It starts empty, and {@link LocalAws.stop} discards it. */
export class LocalAws {
  readonly endpoint: string;
  readonly #server: ChildProcess;
  /** Contains the file in which moto records what Terraform calls. */
  readonly #folder: string;
  #isIamEnforced = false;

  private constructor(server: ChildProcess, endpoint: string, folder: string) {
    this.#server = server;
    this.endpoint = endpoint;
    this.#folder = folder;
  }

  /** Starts moto on a free port. */
  static async start(): Promise<LocalAws> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'ingest-aws-'));
    writeFileSync(actionsFile(folder), '');
    const options = [launcher, String(port), actionsFile(folder)];
    const server = spawn(pythonWithMoto() ?? 'python3', options, { stdio: 'ignore' });
    const aws = new LocalAws(server, `http://127.0.0.1:${port}`, folder);
    await aws.#waitUntilReady();
    return aws;
  }

  /** The environment variables with which Terraform, cdktf and the functions use this account. */
  get variables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'administrator',
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** The configuration of an SDK client. moto supports HTTP/1.1 only, but the Kinesis client defaults to HTTP/2. */
  get client() {
    return {
      endpoint: this.endpoint,
      region: 'us-east-1',
      requestHandler: new NodeHttpHandler(),
      credentials: { accessKeyId: 'administrator', secretAccessKey: 'not-a-secret' },
    };
  }

  /** Checks the permissions of every call, until {@link LocalAws.disableIam}. */
  async enforceIam(): Promise<void> {
    await this.#allowUnchecked(0);
  }

  /** Stops checking permissions. */
  async disableIam(): Promise<void> {
    await this.#allowUnchecked(Number.MAX_SAFE_INTEGER);
  }

  /** Runs `act` without permission checks. */
  async withoutIam<Result>(act: () => Promise<Result>): Promise<Result> {
    const wasIamEnforced = this.#isIamEnforced;
    await this.disableIam();
    const result = await act();
    if (wasIamEnforced) await this.enforceIam();
    return result;
  }

  /** moto checks permissions after this number of calls. */
  async #allowUnchecked(calls: number): Promise<void> {
    await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: String(calls) });
    this.#isIamEnforced = calls === 0;
  }

  /** The IAM actions that Terraform's provider has called, sorted, each once. */
  terraformActions(): string[] {
    return [...new Set(this.#readActions().map(iamAction))].sort();
  }

  /** The IAM actions that Terraform's provider calls while `act` runs, sorted, each once. */
  async terraformActionsDuring(act: () => Promise<unknown>): Promise<string[]> {
    const before = this.#readActions().length;
    await act();
    return [...new Set(this.#readActions().slice(before).map(iamAction))].sort();
  }

  #readActions(): string[] {
    return readFileSync(actionsFile(this.#folder), 'utf8').split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    if (this.#server.exitCode !== null) return;
    const exit = once(this.#server, 'exit');
    this.#server.kill('SIGKILL');
    await exit;
  }

  async #waitUntilReady(): Promise<void> {
    const deadline = Date.now() + maxStartMillis;
    while (Date.now() < deadline && this.#server.exitCode === null) {
      const response = await fetch(`${this.endpoint}/moto-api/`).catch(() => undefined);
      if (response?.ok) return;
      await pause(100);
    }
    await this.stop();
    throw new Error(`moto did not start. Try \`python3 ${launcher} 5000 /tmp/actions.txt\` to see why.`);
  }
}

const actionsFile = (folder: string) => join(folder, 'actions.txt');

/** The names in IAM of actions that moto names after the endpoint or the request. */
const iamAction = (action: string) =>
  action.replace(/^monitoring:/, 'cloudwatch:').replace(/^s3:HeadBucket$/, 's3:ListBucket');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * The first `python3` on the PATH with moto's server; undefined if there is none. It need not be the first on the PATH: npm and Nx
 * prepend Node's folder, which may contain a `python3` too.
 */
export function pythonWithMoto(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'python3'))
    .find((python) => spawnSync(python, ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0);
}

/** Names of the resources that existed before the stack. */
interface ExistingResources {
  readonly buckets?: readonly string[];
  readonly streams?: readonly string[];
}

/** Expects that nothing of a destroyed stack is left, and that the resources from before it still exist. */
export async function expectNothingLeft(
  { client }: LocalAws,
  { buckets = [], streams = [] }: ExistingResources = {},
): Promise<void> {
  const [bucketList, streamList, functions, mappings, roles] = await Promise.all([
    new S3Client(client).send(new ListBucketsCommand({})),
    new KinesisClient(client).send(new ListStreamsCommand({})),
    new LambdaClient(client).send(new ListFunctionsCommand({})),
    new LambdaClient(client).send(new ListEventSourceMappingsCommand({})),
    new IAMClient(client).send(new ListRolesCommand({})),
  ]);
  expect((bucketList.Buckets ?? []).map(({ Name }) => Name).sort()).toEqual([...buckets].sort());
  expect(streamList.StreamNames).toEqual(streams);
  expect(functions.Functions).toEqual([]);
  expect(mappings.EventSourceMappings).toEqual([]);
  expect(roles.Roles).toEqual([]);
}
