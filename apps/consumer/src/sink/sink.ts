import type { Delivery } from '../delivery.js';

/**
 * Destination of a consumer's Kinesis records. To add one: a file with a function that makes it, a case in make-sink.ts,
 * and its environment variables in the pipeline contract.
 */
export interface Sink {
  /**
   * Stores one Kinesis record; it is durable when the promise resolves. Called for one at a time, in the order of the
   * shard. After a failure or a crash the same one is delivered again, so this must be idempotent.
   *
   * @throws {@link SinkRefusalError} if the sink can never accept it: then only this one goes to the failure destination.
   * @throws any other error if the sink can't accept it now: then Lambda delivers it, and all after it, again.
   */
  accept(delivery: Delivery): Promise<void>;
}
