import { type Usage, gigabyteBytes, onDemandUnitBytes } from '@headwaters/bill';
import type { KinesisRecord, KinesisService, ServedRequest } from '@headwaters/local-services';
import { kinesisLimits } from '@headwaters/pipeline-contract';

/**
 * Requests to KMS of an encrypted stream, for each user of it: "approximately 12 times every 5 minutes", and "this cost scales with the
 * number of user credentials". Here, each function that writes or reads the stream counts as one of them.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/costs-performance.html (read 2026-11-30).
 */
const keyRequestsPerHour = 12 * 12;

/** Options of a {@link StreamMeter}. */
export interface StreamMeterOptions {
  readonly streamName: string;
  /** Consumers with enhanced fan-out. */
  readonly fanOutConsumers: number;
  readonly kinesis: Pick<KinesisService, 'describe' | 'statistics' | 'onRecords'>;
  /** Time since the start of the run. */
  readonly elapsedHours: () => number;
}

/** Counts what AWS bills of a stream, and of KMS for it. */
export class StreamMeter {
  readonly #options: StreamMeterOptions;
  #shards: number;
  #shardHours = 0;
  #countedUntilHours = 0;
  #sharedBytes = 0;
  #fanOutBytes = 0;
  /** When each user of the stream first wrote or read it, in hours. */
  readonly #users = new Map<string, number>();

  constructor(options: StreamMeterOptions) {
    this.#options = options;
    this.#shards = this.#openShards();
    // Also called when shards are split or merged.
    options.kinesis.onRecords(options.streamName, () => {
      this.#advance();
    });
  }

  /** Counts who writes. */
  countRequest({ operation, accessKeyId = '', status }: ServedRequest): void {
    if (status === 200 && operation?.startsWith('PutRecord')) this.#use(accessKeyId);
  }

  /** Counts what a mapping reads. Provisioned streams bill it only with enhanced fan-out. */
  countRead(reader: string, records: readonly KinesisRecord[], hasFanOut: boolean): void {
    if (records.length === 0) return;
    this.#use(reader);
    const bytes = records.reduce((sum, record) => sum + this.#billedBytes(record), 0);
    if (hasFanOut) this.#fanOutBytes += bytes;
    else this.#sharedBytes += bytes;
  }

  usage(): Usage {
    this.#advance();
    const { streamName, kinesis, fanOutConsumers, elapsedHours } = this.#options;
    const { putPayloadUnits, kilobytes } = kinesis.statistics(streamName);
    const fanOutGigabytes = this.#fanOutBytes / gigabyteBytes;
    if (this.#isOnDemand())
      return {
        onDemandStreamHours: elapsedHours(),
        onDemandGigabytesIn: (kilobytes * onDemandUnitBytes) / gigabyteBytes,
        onDemandGigabytesOut: this.#sharedBytes / gigabyteBytes,
        onDemandFanOutGigabytes: fanOutGigabytes,
        kmsRequests: this.#keyRequests(),
      };
    return {
      kinesisShardHours: this.#shardHours,
      kinesisPutUnits: putPayloadUnits,
      kinesisRetentionShardHours: this.#hasExtendedRetention() ? this.#shardHours : 0,
      kinesisFanOutShardHours: fanOutConsumers * this.#shardHours,
      kinesisFanOutGigabytes: fanOutGigabytes,
      kmsRequests: this.#keyRequests(),
    };
  }

  #use(user: string): void {
    if (!this.#users.has(user)) this.#users.set(user, this.#options.elapsedHours());
  }

  #keyRequests(): number {
    if (this.#description?.encryptionKeyId === undefined) return 0;
    const now = this.#options.elapsedHours();
    return [...this.#users.values()].reduce((sum, since) => sum + (now - since) * keyRequestsPerHour, 0);
  }

  #advance(): void {
    const now = this.#options.elapsedHours();
    this.#shardHours += this.#shards * (now - this.#countedUntilHours);
    this.#countedUntilHours = now;
    this.#shards = this.#openShards();
  }

  get #description() {
    return this.#options.kinesis.describe(this.#options.streamName);
  }

  #openShards(): number {
    return this.#description?.openShardCount ?? 0;
  }

  #isOnDemand(): boolean {
    return this.#description?.mode === 'ON_DEMAND';
  }

  #hasExtendedRetention(): boolean {
    return (this.#description?.retentionHours ?? 0) > kinesisLimits.minRetentionHours;
  }

  /** On-demand streams round each record up to 1 KB. */
  #billedBytes({ data, partitionKey }: KinesisRecord): number {
    const bytes = data.length + Buffer.byteLength(partitionKey);
    return this.#isOnDemand() ? Math.ceil(bytes / onDemandUnitBytes) * onDemandUnitBytes : bytes;
  }
}
