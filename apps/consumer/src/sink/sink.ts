import type { Delivery } from '../record/delivery.js';

/**
 * Destination of a consumer's Kinesis records. To add one: a file with a function that makes it, a case in make-sink.ts,
 * and its environment variables in the pipeline contract.
 */
export interface Sink {
  /**
   * Stores one Kinesis record; it is durable when the promise resolves. After a failure or a crash the same one is delivered
   * again, so this must be idempotent. Called for one at a time, in the order of the shard, unless there is {@link laneOf}.
   *
   * @param signal - Aborted when the time of the invocation is used up. Stop what you can: the result is not waited for.
   * @throws {@link SinkRefusalError} if the sink can never accept it: it is quarantined, and the shard goes on.
   * @throws {@link SinkUnavailableError} if the sink can't accept it now: Lambda delivers it, and all after it, again. Throttling,
   * time-outs, connection errors, 5xx and refused access that the AWS SDK throws have the same effect.
   * @throws any other error if neither is known: it is delivered again until it is `QUARANTINE_AFTER_SECONDS` old, then quarantined.
   */
  accept(delivery: Delivery, signal: AbortSignal): Promise<void>;

  /**
   * Returns the lane of a Kinesis record. Those of one lane are accepted one after the other, in the order of the shard; those of
   * different lanes at the same time, at most 16. Omit it if the order of the shard matters.
   */
  laneOf?(delivery: Delivery): string;
}
