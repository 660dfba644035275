import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { startMotoServer, type MotoServer as MotoProcess } from '@headwaters/test-kit/moto-server';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type AwsClients, destroyClients } from '../src/acceptance/target/target.js';

/** moto, an implementation of AWS by others, in a process of its own. It starts empty. */
export class MotoServer {
  readonly clients: AwsClients;
  readonly #process: MotoProcess;
  readonly #configuration;

  private constructor(moto: MotoProcess) {
    this.#process = moto;
    this.#configuration = {
      endpoint: moto.endpoint,
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
    return new MotoServer(await startMotoServer());
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
    await this.#process.stop();
  }
}
