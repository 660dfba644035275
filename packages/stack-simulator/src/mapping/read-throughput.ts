import { type Clock, TokenBucket } from '@headwaters/local-services';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { MappingPlan } from '../blueprint/mappings.js';

const bytesPerSecond = kinesisLimits.shardReadBytesPerSecond;

/** The bytes that may be read from a shard. */
export interface ReadThroughput {
  /** Time until the next read. */
  delayMillis(): number;
  /** Counts the bytes of a read. One read may exceed the rate; later reads wait. */
  spend(bytes: number): void;
}

/**
 * Reads of shards at 2 MiB per second: each mapping of a consumer with enhanced fan-out has this rate for itself, and all other
 * mappings of a stream share it.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-29).
 */
export class ReadThroughputs {
  readonly #clock: Clock;
  readonly #bySource = new Map<string, ReadThroughput>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The throughput that a mapping has for a shard. */
  of({ sourceArn }: Pick<MappingPlan, 'sourceArn'>, shardId: string): ReadThroughput {
    const key = `${sourceArn} ${shardId}`;
    const throughput = this.#bySource.get(key) ?? limitedThroughput(this.#clock);
    this.#bySource.set(key, throughput);
    return throughput;
  }
}

function limitedThroughput(clock: Clock): ReadThroughput {
  const bucket = new TokenBucket(bytesPerSecond, clock.now());
  return {
    delayMillis: () => {
      const bytes = bucket.available(clock.now());
      return bytes >= 0 ? 0 : Math.ceil((-bytes * 1_000) / bytesPerSecond);
    },
    spend: (bytes) => {
      bucket.spend(bytes);
    },
  };
}
