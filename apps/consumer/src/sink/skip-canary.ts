import type { Delivery } from '../record/delivery.js';
import type { Sink } from './sink.js';

/** Canary records do not reach the sink, so their order does not matter. No bucket name and no key of a sink starts with `+`. */
const canaryLane = '+canary';

/**
 * A sink without the objects of the canary: what Kinesis records carry of a key that starts with `prefix` counts as accepted, and has
 * a receipt, but does not reach `sink`. So the canary sees that its consumer works, and the sink stays free of its records.
 */
export function skipCanary(sink: Sink, prefix: string): Sink {
  const isCanary = ({ carried }: Delivery): boolean => carried?.source.key.startsWith(prefix) === true;
  const accept: Sink['accept'] = async (delivery, signal) => {
    if (!isCanary(delivery)) await sink.accept(delivery, signal);
  };
  if (sink.laneOf === undefined) return { accept };
  return {
    accept,
    laneOf: (delivery) => (isCanary(delivery) ? canaryLane : (sink.laneOf?.(delivery) ?? '')),
  };
}
