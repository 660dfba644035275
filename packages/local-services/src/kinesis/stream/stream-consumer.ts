import { KinesisError } from '../../errors.js';

/**
 * Consumers with enhanced fan-out of one stream.
 *
 * An on-demand stream in the mode Advantage may have 50. Source, read 2026-11-29:
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html
 */
const maxConsumers = 20;

/** A subscription of a consumer to one shard. */
interface ConsumerSubscription {
  readonly isOpen: boolean;
  readonly createdMillis: number;
  /** Ends it with an error or, without one, as after 5 minutes. No effect if it has ended. */
  end(reason?: KinesisError): void;
}

/** A consumer with enhanced fan-out. */
export interface StreamConsumer {
  readonly name: string;
  readonly arn: string;
  readonly createdMillis: number;
  readonly tags: Map<string, string>;
  /** The latest subscription by shard id. It may have ended. */
  readonly subscriptions: Map<string, ConsumerSubscription>;
}

/** The consumers of one stream. */
export class StreamConsumers {
  readonly #streamArn: string;
  readonly #consumers = new Map<string, StreamConsumer>();

  constructor(streamArn: string) {
    this.#streamArn = streamArn;
  }

  get count(): number {
    return this.#consumers.size;
  }

  /** Consumers by name. */
  get all(): StreamConsumer[] {
    return [...this.#consumers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): StreamConsumer | undefined {
    return this.#consumers.get(name);
  }

  /** The creation time is a part of the ARN, so that a consumer of the same name that was deleted has another one. */
  findByArn(arn: string): StreamConsumer | undefined {
    return this.all.find((consumer) => consumer.arn === arn);
  }

  /**
   * Registers a consumer. It can subscribe at once.
   *
   * @throws {@link KinesisError} `ResourceInUseException` if the name is taken, `LimitExceededException` above the limit.
   */
  register(name: string, nowMillis: number): StreamConsumer {
    if (this.#consumers.has(name)) {
      throw new KinesisError(
        'ResourceInUseException',
        `Consumer ${name} of stream ${this.#streamArn} already exists.`,
      );
    }
    if (this.#consumers.size >= maxConsumers) {
      throw new KinesisError(
        'LimitExceededException',
        `Stream ${this.#streamArn} has ${maxConsumers} registered consumers, the limit. Deregister one.`,
      );
    }
    const consumer: StreamConsumer = {
      name,
      arn: `${this.#streamArn}/consumer/${name}:${Math.floor(nowMillis / 1000)}`,
      createdMillis: nowMillis,
      tags: new Map(),
      subscriptions: new Map(),
    };
    this.#consumers.set(name, consumer);
    return consumer;
  }

  /** Removes a consumer. Its subscriptions end with `ResourceNotFoundException`. */
  deregister({ name, arn, subscriptions }: StreamConsumer): void {
    this.#consumers.delete(name);
    const reason = new KinesisError('ResourceNotFoundException', `Consumer ${arn} has been deregistered.`);
    for (const subscription of subscriptions.values()) subscription.end(reason);
  }

  /** Ends all subscriptions, with an error or as after their 5 minutes. */
  endSubscriptions(reason?: KinesisError): void {
    for (const { subscriptions } of this.all) {
      for (const subscription of subscriptions.values()) subscription.end(reason);
    }
  }
}
