import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startLocalServices, type LocalServices } from '@headwaters/local-services';
import { knownDifferences } from './known-differences.js';

/**
 * The contract runs against the local services or, if CONTRACT_ENDPOINT is set, against the implementation at that
 * endpoint. CONTRACT_SUBJECT then names the implementation (`moto`) and selects its known differences.
 */
const endpoint = process.env['CONTRACT_ENDPOINT'];
const subject = process.env['CONTRACT_SUBJECT'] ?? 'unknown';

/** Clients of the implementation under test, created before the tests of a suite and destroyed after them. */
export interface Subject {
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  /** Returns a name that no other test uses. */
  readonly uniqueName: () => string;
  /** Creates a bucket and returns its name. */
  readonly makeBucket: () => Promise<string>;
  /** Creates a provisioned stream and returns its name. */
  readonly makeStream: (shardCount: number) => Promise<string>;
}

/** Defines one test of the contract. Known differences refer to it by its claim. */
export type Claim = (claim: string, test: () => Promise<void>) => void;

/** Defines a suite of claims about any implementation of Kinesis and S3. Rate limits are off. */
export function describeContract(name: string, suite: (subject: () => Subject, claim: Claim) => void): void {
  describe(name, () => {
    let services: LocalServices | undefined;
    let clients: Subject | undefined;
    const dataDirectory = mkdtempSync(join(tmpdir(), 'contract-'));
    beforeAll(async () => {
      if (endpoint === undefined)
        services = await startLocalServices({ dataDirectory, enforceLimits: false });
      clients = makeClients(endpoint ?? services?.endpoint ?? '');
    });
    afterAll(async () => {
      clients?.kinesis.destroy();
      clients?.s3.destroy();
      await services?.close();
      rmSync(dataDirectory, { recursive: true });
    });
    suite(() => {
      if (clients === undefined) throw new Error('The implementation under test has not started.');
      return clients;
    }, claimOf(name));
  });
}

function claimOf(suite: string): Claim {
  return (claim, test) => {
    const reason = endpoint === undefined ? undefined : knownDifferences[subject]?.[`${suite}: ${claim}`];
    if (reason === undefined) it(claim, test);
    else it.failing(`${claim} (${subject} does not: it ${reason})`, test);
  };
}

let names = 0;

function makeClients(url: string): Subject {
  const common = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  // The local services must work with default clients. Other implementations may lack HTTP/2 and trailers.
  const kinesis = new KinesisClient({
    ...common,
    ...(endpoint !== undefined && { requestHandler: new NodeHttpHandler() }),
  });
  const s3 = new S3Client({
    ...common,
    ...(endpoint !== undefined && { forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
  });
  const makeBucket = async () => {
    const Bucket = uniqueName();
    await s3.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  };
  const makeStream = async (ShardCount: number) => {
    const StreamName = uniqueName();
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
    return StreamName;
  };
  return { kinesis, s3, uniqueName, makeBucket, makeStream };
}

const uniqueName = () => `contract-${process.pid}-${Date.now().toString(36)}-${names++}`;
