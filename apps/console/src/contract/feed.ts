import type { Failure } from './failure.js';
import type { FileCoverage } from './file-coverage.js';
import type { Picture } from './pipeline.js';

/**
 * What `GET /api/feed` sends as server-sent events, by the event's name. `picture`, `files`, `failures` and `faults` replace what
 * was there; `samples` and `logs` add to it. A new connection is given what is there first.
 */
export interface Feed {
  readonly picture: Picture;
  /** Newest first, at most 100. */
  readonly files: readonly FileCoverage[];
  /** Newest first, at most 200. */
  readonly failures: readonly Failure[];
  readonly faults: readonly FaultSwitch[];
  readonly samples: readonly Sample[];
  readonly logs: readonly LogLine[];
}

/** One second of the pipeline, for the chart. */
export interface Sample {
  /** When the second ended, in milliseconds since 1970. */
  readonly at: number;
  /** Bytes that the stream took in. */
  readonly publishedBytes: number;
  /** Bytes that each consumer accepted, as they were on the stream, in the order of {@link PipelineShape.consumers}. */
  readonly acceptedBytes: readonly number[];
  /** Lag of each consumer at its end, in milliseconds. */
  readonly lagMillis: readonly number[];
}

/** A line that a function wrote. */
export interface LogLine {
  /** Grows by one a line. */
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  readonly line: string;
}

/** A fault that a person can switch on and off. */
export interface FaultSwitch {
  readonly id: string;
  readonly label: string;
  /** What happens while it is on, in a sentence. */
  readonly effect: string;
  readonly isOn: boolean;
  /** How often it struck. */
  readonly strikes: number;
}
