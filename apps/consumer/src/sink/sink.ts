import type { Delivery } from '../delivery.js';

/**
 * Where a consumer's records go. To add one: a file with a function that makes it, a line in make-sink.ts, and its
 * variables in the pipeline contract.
 */
export interface Sink {
  /**
   * Takes one record; it is safe when the promise resolves. Called one at a time, in the order of the shard. After a
   * failure or a crash the same record comes again: taking it twice must have the effect of taking it once.
   *
   * @throws {@link SinkRefusalError} if it can never take the record: it goes to the failure destination alone.
   * @throws anything else if it can't take the record now: the stream delivers it, and all after it, again.
   */
  accept(delivery: Delivery): Promise<void>;
}
