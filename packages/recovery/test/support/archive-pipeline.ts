import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type LocalServices, startLocalServices } from '@headwaters/local-services';
import { type Receipt, archiveKey, receiptObject } from '@headwaters/pipeline-contract';
import {
  type Block,
  type BlockSource,
  BlockSplitter,
  carriedBlock,
  decodeRecord,
  encodeBlock,
} from '@headwaters/record-codec';
import type { RecoveryContext, RecoveryPipeline, RecoveryReport } from '@headwaters/recovery';
import { testPipelineNames } from './test-pipeline.js';

/** A Kinesis record as a consumer gets it. */
export interface DeliveredRecord {
  readonly sequenceNumber: string;
  readonly arrivedAtMillis: number;
  readonly data: Buffer;
  readonly block: Block;
}

/** The clock of the services and of the commands. It does not move by itself. */
export class TestClock {
  nowMillis = Date.parse('2026-11-30T10:00:00Z');
  /** What happens while a command waits. */
  onSleep: (() => Promise<void> | void) | undefined;

  readonly recovery: RecoveryContext['clock'] = {
    now: () => this.nowMillis,
    sleep: async (millis, signal) => {
      // The renewal of a lease waits as well: it must not move the time.
      if (millis === 15_000) {
        await new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        });
        return;
      }
      this.nowMillis += millis;
      await this.onSleep?.();
      await sleep(0);
    },
  };
}

/** A pipeline on local services with an archive and the fake consumers `archive`, `first` and `second`. */
export class ArchivePipeline {
  readonly clock: TestClock;
  readonly context: RecoveryContext;
  readonly s3: S3Client;
  /** What the functions got, in order, by function. */
  readonly delivered: { functionName: string; record: DeliveredRecord }[] = [];
  readonly events: { functionName: string; recordCount: number; kind: unknown }[] = [];
  readonly reports: RecoveryReport[] = [];
  /** Whether the consumer accepts a block. */
  accepts: (block: Block) => boolean = () => true;
  /** Whether a consumer writes receipts. */
  writesReceipts = true;
  /** Answers other commands than Invoke. */
  onCommand: (name: string, input: Record<string, unknown>) => unknown = () => ({ State: 'Enabled' });
  readonly #services: LocalServices;
  readonly #folder: string;

  static async start(pipeline: Partial<RecoveryPipeline> = {}): Promise<ArchivePipeline> {
    const folder = mkdtempSync(join(tmpdir(), 'recovery-archive-'));
    const clock = new TestClock();
    const services = await startLocalServices({
      dataDirectory: folder,
      clock: { now: () => clock.nowMillis, setTimeout: () => () => undefined },
    });
    const started = new ArchivePipeline({ folder, clock, services, pipeline });
    for (const bucket of ['source', 'ledger', 'failures', 'archive'])
      await started.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    return started;
  }

  private constructor({
    folder,
    clock,
    services,
    pipeline,
  }: {
    folder: string;
    clock: TestClock;
    services: LocalServices;
    pipeline: Partial<RecoveryPipeline>;
  }) {
    this.#folder = folder;
    this.#services = services;
    this.clock = clock;
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    this.s3 = new S3Client({ endpoint: services.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
    const consumers = ['archive', 'first', 'second'].map((name) => ({
      name,
      functionName: `${name}-function`,
      qualifier: 'live',
      mappingIds: [`${name}-mapping`],
    }));
    this.context = {
      pipeline: {
        ...testPipelineNames,
        ...{ archiveBucket: 'archive', archiveConsumer: 'archive', consumers, ...pipeline },
      },
      s3: this.s3,
      lambda: this.#lambda(),
      clock: clock.recovery,
      caller: 'arn:aws:iam::123456789012:user/operator',
    };
  }

  get findings() {
    return this.reports.flatMap((report) => (report.type === 'finding' ? [report] : []));
  }

  get plan() {
    const plan = this.reports.find((report) => report.type === 'plan');
    if (plan?.type !== 'plan') throw new Error('There is no plan.');
    return plan;
  }

  options(more: { readonly apply?: boolean; readonly signal?: AbortSignal; readonly rate?: number } = {}) {
    return {
      apply: true,
      concurrency: 2,
      report: (report: RecoveryReport) => this.reports.push(report),
      ...more,
    };
  }

  /** Publishes content, and archives it, as blocks. */
  async publish(source: BlockSource, content: string | Uint8Array, options: { cellBytes?: number } = {}) {
    const blocks = split(source, content, options);
    for (const block of blocks) {
      await this.receipt('producer', block);
      await this.archive(block);
    }
    return blocks;
  }

  async archive(block: Block) {
    const { source, offset, part } = block;
    await this.put(
      'archive',
      archiveKey({ source, offset, part }, 'gz'),
      encodeBlock(block, { compression: 'gzip' }),
    );
    await this.receipt('archive', block);
  }

  /** Archives bytes of plain records. */
  async archiveRun(source: BlockSource, offset: number, bytes: Uint8Array) {
    const endOffset = offset + bytes.length;
    await this.put('archive', archiveKey({ source, offset, endOffset }, 'gz'), gzipSync(bytes));
    await this.receipt('archive', { source, offset, endOffset, recordCount: 1, isLast: false });
  }

  async receipt(
    actor: string,
    range: Pick<Block, 'source' | 'offset' | 'recordCount' | 'isLast'> &
      Partial<Pick<Receipt, 'endOffset' | 'outcome' | 'wire'>> &
      Partial<Pick<Block, 'rawLength' | 'lineNumber' | 'part'>>,
  ) {
    const {
      source,
      offset,
      rawLength = 0,
      endOffset = offset + rawLength,
      recordCount,
      isLast,
      part,
      wire,
    } = range;
    const place =
      part === undefined || actor === 'producer'
        ? {
            offset: part?.rangeOffset ?? offset,
            endOffset: part === undefined ? endOffset : part.rangeOffset + part.rangeLength,
          }
        : {
            offset: part.rangeOffset,
            endOffset: part.rangeOffset + part.rangeLength,
            ranges: [],
            divided: [
              {
                offset: part.rangeOffset,
                endOffset: part.rangeOffset + part.rangeLength,
                count: part.count,
                indexes: [part.index],
              },
            ],
          };
    const receipt: Receipt = {
      ...{ receiptVersion: 1, source: { ...source }, actor, recordCount, isLast, ...place },
      outcome: range.outcome ?? (actor === 'producer' ? 'published' : 'accepted'),
      at: new Date(this.clock.nowMillis).toISOString(),
      ...(range.lineNumber !== undefined && actor === 'producer' && { lineNumber: range.lineNumber }),
      ...(wire !== undefined && { wire }),
    };
    const { Key, Body } = receiptObject(receipt);
    await this.put('ledger', Key, Body);
  }

  async put(bucket: string, key: string, body: string | Uint8Array) {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  async stop() {
    this.s3.destroy();
    await this.#services.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Does what a consumer does with a batch. */
  async consume(name: string, records: readonly DeliveredRecord[]) {
    for (const record of records) {
      if (!this.accepts(record.block)) {
        return {
          batchItemFailures: [{ itemIdentifier: record.sequenceNumber }],
          failure: { code: 'SINK_REFUSED', message: 'no' },
        };
      }
      this.delivered.push({ functionName: `${name}-function`, record });
      if (this.writesReceipts) await this.receipt(name, record.block);
    }
    return { batchItemFailures: [] };
  }

  #lambda(): LambdaClient {
    const send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
      if (command.constructor.name !== 'InvokeCommand')
        return this.onCommand(command.constructor.name, command.input);
      const functionName = command.input['FunctionName'] as string;
      const event = JSON.parse(Buffer.from(command.input['Payload'] as Uint8Array).toString()) as {
        Records: { kinesis: { sequenceNumber: string; data: string; approximateArrivalTimestamp: number } }[];
        headwatersRecovery: { kind: string };
      };
      const records = event.Records.map(({ kinesis }): DeliveredRecord => {
        const data = Buffer.from(kinesis.data, 'base64');
        const block = carriedBlock(decodeRecord(data), '')?.block;
        if (block === undefined) throw new Error('not a block');
        const arrivedAtMillis = kinesis.approximateArrivalTimestamp * 1_000;
        return { sequenceNumber: kinesis.sequenceNumber, arrivedAtMillis, data, block };
      });
      this.events.push({ functionName, recordCount: records.length, kind: event.headwatersRecovery.kind });
      const answer = await this.consume(functionName.replace('-function', ''), records);
      return { Payload: Buffer.from(JSON.stringify(answer)) };
    };
    return { send } as unknown as LambdaClient;
  }
}

/** Divides content into blocks, as the producer does. */
export function split(
  source: BlockSource,
  content: string | Uint8Array,
  options: { cellBytes?: number } = {},
): readonly Block[] {
  const splitter = new BlockSplitter({ source, ...options });
  return [...splitter.push(Buffer.from(content)), ...splitter.end()];
}

export function sourceOf(key: string, versionId = 'v1') {
  return { bucket: 'source', key, versionId };
}
