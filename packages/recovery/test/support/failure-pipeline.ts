import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type LocalServices, startLocalServices } from '@headwaters/local-services';
import {
  outOfTimeCode,
  type QuarantinedRecord,
  quarantineObject,
  type Receipt,
  receiptObject,
} from '@headwaters/pipeline-contract';
import { carriedBlock, decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import type { RecoveryContext, RecoveryReport } from '@headwaters/recovery';
import { type EventRecord, eventRecord, numberOf, sourceObject, type TestRecord } from './kinesis-records.js';
import { testPipelineNames } from './test-pipeline.js';

/** A pipeline on local services, with a bucket of failures and the fake consumers `first` and `second`. */
export class FailurePipeline {
  readonly context: RecoveryContext;
  readonly s3: S3Client;
  readonly reports: RecoveryReport[] = [];
  /** Numbers of the Kinesis records of each invocation of a consumer, in order. */
  readonly invocations: number[][] = [];
  /** Numbers of the Kinesis records that the sink of a consumer got, in order. */
  readonly sunk: number[] = [];
  /** Kinesis records that the sink refuses, by number. */
  readonly refused = new Set<number>();
  /** Kinesis records that end the process, by number. */
  readonly killing = new Set<number>();
  /** Kinesis records that a consumer has time for in one invocation. */
  timeFor = Infinity;
  /** Whether a consumer writes receipts. */
  writesReceipts = true;
  /** Called before each invocation. A thrown error is one of Lambda. */
  beforeInvocation: (functionName: string, event: unknown) => Promise<void> | void = () => undefined;
  /** Does what the producer does. Returns an error of the function, if there is one. */
  producer: (event: unknown) => Promise<object | undefined> = () => Promise.resolve(undefined);
  readonly records: EventRecord[] = [];
  readonly #services: LocalServices;
  readonly #folder: string;
  #skippedMillis = 0;
  #uuid = 0;

  static async start(): Promise<FailurePipeline> {
    const folder = mkdtempSync(join(tmpdir(), 'recovery-failures-'));
    const pipeline = new FailurePipeline(folder, await startLocalServices({ dataDirectory: folder }));
    for (const bucket of ['source', 'ledger', 'failures'])
      await pipeline.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const versioning = { Bucket: 'failures', VersioningConfiguration: { Status: 'Enabled' } } as const;
    await pipeline.s3.send(new PutBucketVersioningCommand(versioning));
    return pipeline;
  }

  private constructor(folder: string, services: LocalServices) {
    this.#folder = folder;
    this.#services = services;
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    this.s3 = new S3Client({ endpoint: services.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
    const consumers = testPipelineNames.consumers.map((consumer) => ({
      ...consumer,
      mappingIds: [`${consumer.name}-mapping`],
    }));
    this.context = {
      pipeline: { ...testPipelineNames, consumers },
      s3: this.s3,
      lambda: { send: (command: InvokeCommand) => this.#invoke(command) } as unknown as LambdaClient,
      clock: {
        now: () => Date.now() + this.#skippedMillis,
        sleep: async (millis, signal) => {
          await sleep(millis / 1_000, undefined, { signal });
          // The renewal of a lease waits as well: it must not move the time.
          if (millis !== 15_000) this.#skippedMillis += millis;
        },
      },
      caller: 'arn:aws:iam::123456789012:user/operator',
    };
  }

  get findings(): string[] {
    return this.reports.flatMap((report) =>
      report.type === 'finding' ? [`${report.subject}: ${report.code}`] : [],
    );
  }

  get plan(): RecoveryReport | undefined {
    return this.reports.findLast(({ type }) => type === 'plan');
  }

  options({ apply = true, concurrency = 4 } = {}) {
    return { apply, concurrency, report: (report: RecoveryReport) => void this.reports.push(report) };
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    await this.#services.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Returns the client of S3, with something that happens before each command. */
  intercepted(before: (commandName: string) => Promise<void> | void): S3Client {
    const send = async (command: object, ...rest: []): Promise<unknown> => {
      await before(command.constructor.name);
      return this.s3.send(command as never, ...rest);
    };
    return Object.create(this.s3, { send: { value: send } }) as S3Client;
  }

  async put(bucket: string, key: string, body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  async keys(bucket: string): Promise<string[]> {
    const { Contents: objects = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return objects.map(({ Key: key = '' }) => key);
  }

  async read(bucket: string, key: string): Promise<unknown> {
    const { Body: body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await body?.transformToString()) ?? '') as unknown;
  }

  /** Stores what Lambda stores of a batch. @returns the key. */
  async deadLetter(
    records: readonly TestRecord[],
    {
      consumer = 'first',
      at = '2026-11-29T10:00:00.000Z',
      condition = 'RetryAttemptsExhausted',
      mapping = '',
    } = {},
  ): Promise<string> {
    const shardId = records[0]?.shardId ?? 'shardId-000000000000';
    const event = { Records: records.map(eventRecord) };
    const body = {
      requestContext: {
        functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${consumer}-function:live`,
        ...{ condition, approximateInvokeCount: 6 },
      },
      timestamp: at,
      KinesisBatchInfo: { shardId, streamArn: this.context.pipeline.streamArn },
      payload: JSON.stringify(event),
    };
    const folder = `aws/lambda/${mapping === '' ? `${consumer}-mapping` : mapping}/${shardId}`;
    const key = `${folder}/${this.#pathOf(at)}`;
    await this.put('failures', key, JSON.stringify(body));
    return key;
  }

  /** Stores what a consumer stores of a Kinesis record. @returns the key. */
  async quarantine(
    { data, ...record }: TestRecord,
    {
      consumer = 'first',
      at = '2026-11-29T10:00:00.000Z',
      code = 'HEADWATERS_RECORD_REFUSED',
    }: { consumer?: string; at?: string; code?: string } = {},
  ): Promise<string> {
    const stored: QuarantinedRecord = {
      quarantineVersion: 1,
      ...{ consumer, at, stream: 'stream', ...record },
      reason: { kind: 'permanent', code, message: 'the sink refused it' },
      arrivedAt: '2026-11-29T09:00:00.000Z',
      data: Buffer.from(data).toString('base64'),
    };
    const { Key: key, Body: body } = quarantineObject(stored);
    await this.put('failures', key, body);
    return key;
  }

  /** Stores what Lambda stores of an event that the producer failed on. @returns the key. */
  async failUpload(event: unknown, { at = '2026-11-29T10:00:00.000Z' } = {}): Promise<string> {
    const key = `aws/lambda/async/producer/${this.#pathOf(at)}`;
    const body = {
      timestamp: at,
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:producer:live',
        condition: 'RetriesExhausted',
      },
      requestPayload: event,
      responsePayload: { errorMessage: 'out of memory' },
    };
    await this.put('failures', key, JSON.stringify(body));
    return key;
  }

  async writeReceipt(receipt: Partial<Receipt> & Pick<Receipt, 'outcome' | 'actor'>): Promise<void> {
    const stored: Receipt = {
      ...{ receiptVersion: 1, source: sourceObject, offset: 0, isLast: false, recordCount: 1 },
      at: new Date().toISOString(),
      ...receipt,
    };
    const { Key: key, Body: body } = receiptObject(stored);
    await this.put('ledger', key, body);
  }

  #pathOf(at: string): string {
    const [day = '', time = ''] = at.slice(0, 19).split('T');
    this.#uuid += 1;
    return `${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-uuid-${this.#uuid}`;
  }

  async #invoke({ input }: InvokeCommand): Promise<object> {
    const event = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()) as {
      Records: EventRecord[];
    };
    await this.beforeInvocation(input.FunctionName ?? '', event);
    if (input.FunctionName === 'producer') {
      const error = await this.producer(event);
      return answerOf(error ?? null, error !== undefined);
    }
    const consumer = input.FunctionName?.replace('-function', '') ?? '';
    this.records.push(...event.Records);
    this.invocations.push(event.Records.map(numberOf));
    for (const [index, record] of event.Records.entries()) {
      const number = numberOf(record);
      if (this.killing.has(number))
        return answerOf({ errorType: 'Runtime.ExitError', errorMessage: 'killed' }, true);
      const failed = { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
      if (index >= this.timeFor)
        return answerOf({ ...failed, failure: { code: outOfTimeCode, message: 'no time left' } });
      if (this.refused.has(number))
        return answerOf({ ...failed, failure: { code: 'SINK_REFUSED', message: 'refused' } });
      this.sunk.push(number);
      if (this.writesReceipts) await this.#accept(consumer, record);
    }
    return answerOf({ batchItemFailures: [] });
  }

  async #accept(actor: string, { kinesis: { data, partitionKey } }: EventRecord): Promise<void> {
    try {
      const carried = carriedBlock(decodeRecord(Buffer.from(data, 'base64')), partitionKey);
      if (carried?.source === undefined) return;
      const { source, offset, rawLength, recordCount, isLast } = carried;
      const range = { source: { ...source }, offset, endOffset: offset + rawLength, recordCount, isLast };
      await this.writeReceipt({ actor, outcome: 'accepted', ...range });
    } catch (error) {
      if (!isRecordCodecError(error)) throw error;
    }
  }
}

function answerOf(payload: unknown, isError = false): object {
  return { Payload: Buffer.from(JSON.stringify(payload)), ...(isError && { FunctionError: 'Unhandled' }) };
}
