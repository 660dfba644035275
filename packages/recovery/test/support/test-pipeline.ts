import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalServices } from '@headwaters/local-services';
import { type Receipt, receiptObject } from '@headwaters/pipeline-contract';
import type { RecoveryContext, RecoveryPipeline } from '@headwaters/recovery';

/** What a producer, or a test, says about a version. */
export type TestReceipt = Pick<Receipt, 'source' | 'actor' | 'outcome'> & Partial<Receipt>;

/** Answers an invocation: an object is an error of the function, `{errorType, errorMessage}`. */
export type FakeProducer = (sources: readonly Receipt['source'][], event: unknown) => Promise<unknown>;

/** A pipeline on local services whose producer is a function of the test. */
export interface TestPipeline {
  readonly context: RecoveryContext;
  readonly s3: S3Client;
  /** Commands that were sent to S3, by name. */
  readonly requests: string[];
  /** Stores an object in the bucket `source`. @returns the source of the version. */
  readonly upload: (
    key: string,
    body?: string,
    more?: Partial<PutObjectCommandInput>,
  ) => Promise<Receipt['source']>;
  /** Writes a receipt. Default: of a complete object of 3 bytes. */
  readonly writeReceipt: (receipt: TestReceipt) => Promise<void>;
  /** Writes the receipt of a completely published object. */
  readonly publish: (source: Receipt['source'], actor?: string) => Promise<void>;
  stop(): Promise<void>;
}

export interface TestPipelineOptions {
  readonly pipeline?: Partial<RecoveryPipeline>;
  /** Default: publishes every object. */
  readonly producer?: (pipeline: TestPipeline) => FakeProducer;
  /** Default: true. */
  readonly isVersioned?: boolean;
}

/** Starts a pipeline. Its clock is the system's, but its sleeps last a thousandth. */
export async function startTestPipeline(options: TestPipelineOptions = {}): Promise<TestPipeline> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'recovery-test-'));
  const services = await startLocalServices({ dataDirectory });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const s3 = new S3Client({ endpoint: services.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const requests: string[] = [];
  s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => (requests.push(commandName), next(args)),
    {
      step: 'initialize',
    },
  );
  for (const bucket of ['source', 'ledger', 'failures']) {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }
  if (options.isVersioned !== false) {
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }),
    );
  }
  let skippedMillis = 0;
  const clock: RecoveryContext['clock'] = {
    now: () => Date.now() + skippedMillis,
    sleep: async (millis, signal) => {
      // The renewal of a lease, which waits beside the work: it would add its time to that of the work.
      if (millis === 15_000) await untilAborted(signal);
      await sleep(millis / 1_000, undefined, { signal });
      skippedMillis += millis;
    },
  };
  const context: RecoveryContext = {
    pipeline: { ...testPipelineNames, ...options.pipeline },
    s3,
    lambda: fakeLambda((sources, event) => producer(sources, event)),
    clock,
    caller: 'arn:aws:iam::123456789012:user/operator',
  };
  const pipeline: TestPipeline = {
    context,
    s3,
    requests,
    upload: async (key, body = 'abc', more = {}) => {
      const put = new PutObjectCommand({ Bucket: 'source', Key: key, Body: Buffer.from(body), ...more });
      const { VersionId: versionId } = await s3.send(put);
      return { bucket: 'source', key, ...(versionId !== undefined && { versionId }) };
    },
    writeReceipt: async (receipt) => {
      const at = new Date().toISOString();
      const complete = { offset: 0, endOffset: 3, isLast: true, recordCount: 1 };
      const stored: Receipt = { receiptVersion: 1, at, ...complete, ...receipt };
      await s3.send(new PutObjectCommand({ Bucket: 'ledger', ...receiptObject(stored) }));
    },
    publish: (source, actor = 'producer') =>
      pipeline.writeReceipt({ source, actor, outcome: actor === 'producer' ? 'published' : 'accepted' }),
    stop: async () => {
      s3.destroy();
      await services.close();
      rmSync(dataDirectory, { recursive: true });
    },
  };
  const producer = options.producer?.(pipeline) ?? publishAll(pipeline);
  return pipeline;
}

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
}

/** A producer that publishes every object. */
export function publishAll(pipeline: TestPipeline): FakeProducer {
  return async (sources) => {
    for (const source of sources) await pipeline.publish(source);
  };
}

export const testPipelineNames: RecoveryPipeline = {
  sourceBucket: 'source',
  ledgerBucket: 'ledger',
  failuresBucket: 'failures',
  archiveBucket: undefined,
  archiveConsumer: undefined,
  streamName: 'stream',
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
  retentionHours: 24,
  producer: { functionName: 'producer', qualifier: 'live' },
  consumers: [
    { name: 'first', functionName: 'first-function', qualifier: 'live', mappingIds: [] },
    { name: 'second', functionName: 'second-function', qualifier: 'live', mappingIds: [] },
  ],
  uploadFilters: [{ prefix: '', suffix: '.txt' }],
  receiptDays: undefined,
  canaryPrefix: undefined,
};

interface UploadEventRecord {
  readonly s3: {
    readonly bucket: { readonly name: string };
    readonly object: { readonly key: string; readonly versionId?: string };
  };
}

function fakeLambda(producer: FakeProducer): LambdaClient {
  const send = async ({ input }: InvokeCommand) => {
    const event = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()) as {
      readonly Records: readonly UploadEventRecord[];
    };
    const error = await producer(event.Records.map(sourceOfRecord), event);
    const payload = Buffer.from(JSON.stringify(error ?? null));
    return { Payload: payload, ...(error !== undefined && { FunctionError: 'Unhandled' }) };
  };
  return { send } as unknown as LambdaClient;
}

function sourceOfRecord({ s3: { bucket, object } }: UploadEventRecord): Receipt['source'] {
  const { versionId } = object;
  const key = decodeURIComponent(object.key.replaceAll('+', ' '));
  return { bucket: bucket.name, key, ...(versionId !== undefined && { versionId }) };
}
