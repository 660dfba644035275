import type { DestinationEvent, DroppedEvent } from '../simulation/simulation-events.js';
import type { InvocationOutcome } from '../invocation/invocation-result.js';
import type { KinesisEventRecord } from '../mapping/kinesis-event-record.js';

/** One thing that happened while a script was played. `seconds` is the time since its start. */
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
      /** Of the last record accepted. */
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
      /** The records that a mapping gave up. */
      readonly records: readonly KinesisEventRecord[] | undefined;
    }
  | {
      readonly type: 'dropped';
      readonly seconds: number;
      readonly function: string;
      readonly mapping: string | undefined;
      readonly reason: DroppedEvent['reason'];
      readonly records: readonly KinesisEventRecord[] | undefined;
    };
