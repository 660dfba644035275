import { type Trace, traceObject } from '@headwaters/ledger';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { Observation } from '../observation/observation.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';

/** Longest wait for a file of a few megabytes to arrive at every consumer. */
export const deliveryMinutes = 10;

/** Returns what became of an object by now. */
export function traceNow({ clients, pipeline }: AcceptanceTarget, source: ObjectVersion): Promise<Trace> {
  return traceObject(clients.s3, source, pipeline);
}

/** Traces an object until `isDone` or the time is over. Returns the last trace. */
export async function traceUntil(
  target: AcceptanceTarget,
  source: ObjectVersion,
  wait: {
    readonly what: string;
    readonly timeoutMinutes: number;
    readonly isDone: (trace: Trace) => boolean;
  },
): Promise<Trace> {
  const { what, timeoutMinutes, isDone } = wait;
  const { value } = await waitFor(target, {
    what,
    timeoutMinutes,
    probe: async () => {
      const trace = await traceNow(target, source);
      return { done: isDone(trace), value: trace, progress: describeProgress(trace) };
    },
  });
  return value;
}

/** Traces an object until every consumer has it or the time is over. Returns the last trace. */
export function traceUntilComplete(
  target: AcceptanceTarget,
  source: ObjectVersion,
  timeoutMinutes = deliveryMinutes,
): Promise<Trace> {
  const what = `arrival of ${source.key} at every consumer`;
  return traceUntil(target, source, { what, timeoutMinutes, isDone: ({ complete }) => complete });
}

/** Whether each consumer has the complete object, by its name. */
export function completeAt({ consumers }: Trace): Record<string, boolean> {
  return Object.fromEntries(consumers.map(({ name, complete }) => [name, complete]));
}

/** The same value for each consumer, by its name. */
export function everyConsumer<Value extends Observation[string]>(
  { pipeline }: AcceptanceTarget,
  value: Value,
): Record<string, Value> {
  return Object.fromEntries(pipeline.consumers.map(({ name }) => [name, value]));
}

function describeProgress({ producer, consumers }: Trace): string {
  const actors = [{ name: 'producer', bytes: producer.bytes }, ...consumers];
  return actors.map(({ name, bytes }) => `${name} ${bytes.toLocaleString('en')} bytes`).join(', ');
}
