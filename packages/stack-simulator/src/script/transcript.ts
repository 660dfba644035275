import type { Clock } from '@headwaters/local-services';
import type { InvocationOutcome } from '../invocation/function-invoker.js';
import type { KinesisEventRecord } from '../mapping/kinesis-event-record.js';
import type {
  DestinationEvent,
  DroppedEvent,
  NotificationEvent,
  QueueMessageEvent,
} from '../simulation/simulation-events.js';
import type { Simulation } from '../simulation/simulation.js';

/** An entry of a script's transcript. `seconds` is the time since the start of the script. */
export type TranscriptEntry =
  | {
      readonly type: 'invocation';
      readonly seconds: number;
      readonly function: string;
      readonly trigger: string;
      readonly attempt: number;
      readonly event: unknown;
      readonly outcome: InvocationOutcome;
    }
  | {
      readonly type: 'checkpoint';
      readonly seconds: number;
      readonly mapping: string;
      readonly function: string;
      readonly shard: string;
      /** Of the last Kinesis record accepted. */
      readonly sequenceNumber: string | undefined;
      readonly records: readonly KinesisEventRecord[];
    }
  | {
      readonly type: 'destination';
      readonly seconds: number;
      readonly function: string;
      readonly mapping: string | undefined;
      readonly arn: string;
      readonly key: string | undefined;
      readonly condition: DestinationEvent['condition'];
      readonly body: DestinationEvent['body'];
      /** Attributes of a message to a dead-letter queue or topic. */
      readonly attributes?: DestinationEvent['attributes'];
      /** The Kinesis records of a failed batch. */
      readonly records: readonly KinesisEventRecord[] | undefined;
    }
  | {
      /** A bucket sent an event to a queue or topic. */
      readonly type: 'notification';
      readonly seconds: number;
      readonly bucket: string;
      readonly arn: string;
      readonly body: NotificationEvent['body'];
    }
  | {
      /** A message of a queue changed its state. */
      readonly type: 'message';
      readonly seconds: number;
      readonly queue: string;
      readonly messageId: string;
      readonly change: QueueMessageEvent['change'];
      readonly receiveCount: number;
      readonly body: string;
      /** The mapping that reads the queue; absent for `sent`. */
      readonly mapping?: string;
    }
  | {
      readonly type: 'dropped';
      readonly seconds: number;
      readonly function: string;
      readonly mapping: string | undefined;
      readonly reason: DroppedEvent['reason'];
      readonly records: readonly KinesisEventRecord[] | undefined;
    };

/** Calls `onEntry` for each later event of a simulation. */
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
    const subject = { mapping, function: functionName, shard: shardId };
    onEntry({ type: 'checkpoint', seconds: seconds(), ...subject, sequenceNumber, records });
  });
  events.on(
    'destination',
    ({ functionName, mapping, destination, key, condition, body, attributes, records }) => {
      const subject = { function: functionName, mapping, arn: destination.arn, key };
      const message = { body, ...(attributes && { attributes }) };
      onEntry({ type: 'destination', seconds: seconds(), ...subject, condition, ...message, records });
    },
  );
  events.on('notification', ({ bucket, destination, body }) => {
    onEntry({ type: 'notification', seconds: seconds(), bucket, arn: destination.arn, body });
  });
  events.on('message', ({ queue, messageId, change, receiveCount, body, mapping }) => {
    const message = { queue, messageId, change, receiveCount, body, ...(mapping && { mapping }) };
    onEntry({ type: 'message', seconds: seconds(), ...message });
  });
  events.on('dropped', ({ functionName, mapping, reason, records }) => {
    onEntry({ type: 'dropped', seconds: seconds(), function: functionName, mapping, reason, records });
  });
}
