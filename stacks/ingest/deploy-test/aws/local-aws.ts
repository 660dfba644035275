import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
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

/** An AWS account on loopback: moto in a process of its own, empty at the start, gone with {@link LocalAws.stop}. */
export class LocalAws {
  private isEnforced = false;

  private constructor(
    private readonly server: ChildProcess,
    readonly endpoint: string,
  ) {}

  /** Starts it on a free port. */
  static async start(): Promise<LocalAws> {
    const port = await freePort();
    const server = spawn(pythonWithMoto() ?? 'python3', [launcher, String(port)], { stdio: 'ignore' });
    const aws = new LocalAws(server, `http://127.0.0.1:${port}`);
    await aws.untilReady();
    return aws;
  }

  /** What terraform, cdktf and functions need in their environment to use this AWS and no other. */
  get variables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'administrator',
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** What a client of the SDK needs. (moto speaks HTTP/1.1 only; the Kinesis client would begin with HTTP/2.) */
  get client() {
    return {
      endpoint: this.endpoint,
      region: 'us-east-1',
      requestHandler: new NodeHttpHandler(),
      credentials: { accessKeyId: 'administrator', secretAccessKey: 'not-a-secret' },
    };
  }

  /** From now on every call needs a role that allows it, until {@link LocalAws.trustEveryone}. */
  async enforceIam(): Promise<void> {
    await this.allowUnchecked(0);
  }

  /** From now on no call is checked. */
  async trustEveryone(): Promise<void> {
    await this.allowUnchecked(Number.MAX_SAFE_INTEGER);
  }

  /** Does something as the account's owner, whom no policy binds. */
  async withoutIam<Result>(act: () => Promise<Result>): Promise<Result> {
    const wasEnforced = this.isEnforced;
    await this.trustEveryone();
    const result = await act();
    if (wasEnforced) await this.enforceIam();
    return result;
  }

  /** moto checks no permission for the first calls, as many as it is told. */
  private async allowUnchecked(calls: number): Promise<void> {
    await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: String(calls) });
    this.isEnforced = calls === 0;
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null) return;
    const exit = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await exit;
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + maxStartMillis;
    while (Date.now() < deadline && this.server.exitCode === null) {
      const answer = await fetch(`${this.endpoint}/moto-api/`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(100);
    }
    await this.stop();
    throw new Error(`moto did not start. Try \`python3 ${launcher} 5000\` to see why.`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * The first Python on the PATH that has moto's server; undefined if none has. Not simply `python3`: npm and Nx put Node's own
 * folder first, where the system's Python may stand too.
 */
export function pythonWithMoto(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'python3'))
    .find((python) => spawnSync(python, ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0);
}

/** What was in the account before the stack, by name. */
interface Remainder {
  readonly buckets?: readonly string[];
  readonly streams?: readonly string[];
}

/** Expects that the account holds nothing of a destroyed stack, and all that was there before it. */
export async function expectNothingLeft(
  { client }: LocalAws,
  { buckets = [], streams = [] }: Remainder = {},
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
