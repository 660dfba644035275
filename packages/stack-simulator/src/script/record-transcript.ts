import type { Clock } from '@headwaters/local-services';
import type { Simulation } from '../simulation/simulation.js';
import type { TranscriptEntry } from './transcript.js';

/** Calls `onEntry` for whatever happens in a simulation from now on. */
export function recordTranscript(
  { events }: Pick<Simulation, 'events'>,
  clock: Clock,
  onEntry: (entry: TranscriptEntry) => void,
): void {
  const startMillis = clock.now();
  const seconds = (): number => (clock.now() - startMillis) / 1_000;
  events.on('invocation', ({ functionName, trigger, attempt, payload, outcome }) => {
    const event: unknown = JSON.parse(payload);
    onEntry({
      type: 'invocation',
      seconds: seconds(),
      function: functionName,
      trigger,
      attempt,
      event,
      outcome,
    });
  });
  events.on('acknowledged', ({ mapping, functionName, shardId, records }) => {
    const sequenceNumber = records.at(-1)?.kinesis.sequenceNumber;
    const about = { mapping, function: functionName, shard: shardId };
    onEntry({ type: 'checkpoint', seconds: seconds(), ...about, sequenceNumber, records });
  });
  events.on('destination', ({ functionName, mapping, destination, key, condition, body, records }) => {
    const about = { function: functionName, mapping, arn: destination.arn, key };
    onEntry({ type: 'destination', seconds: seconds(), ...about, condition, body, records });
  });
  events.on('dropped', ({ functionName, mapping, reason, records }) => {
    onEntry({ type: 'dropped', seconds: seconds(), function: functionName, mapping, reason, records });
  });
}
