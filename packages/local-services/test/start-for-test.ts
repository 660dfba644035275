import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import {
  startLocalServices,
  type LocalServices,
  type LocalServicesOptions,
} from '@headwaters/local-services';

/** Services and their clients, for one test. */
export interface TestServices {
  readonly services: LocalServices;
  readonly dataDirectory: string;
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

/** Starts services in a new data directory. The clients do not retry. */
export async function startForTest(options: Partial<LocalServicesOptions> = {}): Promise<TestServices> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-services-test-'));
  const services = await startLocalServices({ dataDirectory, ...options });
  const client = {
    endpoint: services.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  const kinesis = new KinesisClient(client);
  const s3 = new S3Client(client);
  const stop = async () => {
    kinesis.destroy();
    s3.destroy();
    await services.close();
    rmSync(dataDirectory, { recursive: true });
  };
  return { services, dataDirectory, kinesis, s3, stop };
}
