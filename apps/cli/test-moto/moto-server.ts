import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { describe } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type AwsClients, destroyClients } from '../src/acceptance/target/target.js';

const maxStartMillis = 60_000;

/** moto, an implementation of AWS by others, in a process of its own. It starts empty. */
export class MotoServer {
  readonly clients: AwsClients;
  readonly #process: ChildProcess;
  readonly #configuration;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#process = child;
    this.#configuration = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'tests', secretAccessKey: 'tests' },
      // moto supports HTTP/1.1 only.
      requestHandler: new NodeHttpHandler(),
    };
    this.clients = {
      s3: new S3Client({ ...this.#configuration, forcePathStyle: true }),
      kinesis: new KinesisClient(this.#configuration),
      lambda: new LambdaClient(this.#configuration),
      cloudWatch: new CloudWatchClient(this.#configuration),
    };
  }

  static async start(): Promise<MotoServer> {
    const port = await findFreePort();
    const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    for (const deadline = Date.now() + maxStartMillis; Date.now() < deadline && child.exitCode === null;) {
      if (await isUp(endpoint)) return new MotoServer(child, endpoint);
      await sleep(100);
    }
    child.kill('SIGKILL');
    throw new Error('moto_server did not start.');
  }

  /** Creates a role that Lambda can assume. Returns its ARN. */
  async createRole(): Promise<string> {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    };
    const iam = new IAMClient(this.#configuration);
    const { Role: role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'function', AssumeRolePolicyDocument: JSON.stringify(policy) }),
    );
    iam.destroy();
    return role?.Arn ?? '';
  }

  async stop(): Promise<void> {
    destroyClients(this.clients);
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}

async function isUp(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * `describe`, if moto is installed. If not, the tests are skipped with a message; in CI they fail, because a gate that tests
 * nothing must not pass.
 */
export function describeWithMoto(name: string, tests: () => void): void {
  const isInstalled = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (!isInstalled) {
    const message = "moto_server is not installed; get it with: pip install 'moto[server]==5.2.1'";
    if (process.env['CI'] === 'true') throw new Error(message);
    process.stderr.write(`SKIPPED: ${message}\n`);
  }
  (isInstalled ? describe : describe.skip)(name, tests);
}
