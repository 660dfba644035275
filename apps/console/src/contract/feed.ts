import type { Failure } from './failure.js';
import type { FileCoverage } from './file-coverage.js';
import type { Picture } from './pipeline.js';
import type { RunningBill } from './running-bill.js';

/**
 * Server-sent events of `GET /api/feed`, by event name. `picture`, `files`, `failures`, `faults` and `bill` replace the previous value;
 * `samples` and `logs` append to it. A new connection first receives the current values.
 */
export interface Feed {
  readonly picture: Picture;
  /** Newest first, at most 100. */
  readonly files: readonly FileCoverage[];
  /** Newest first, at most 200. */
  readonly failures: readonly Failure[];
  readonly faults: readonly FaultSwitch[];
  readonly bill: RunningBill;
  readonly samples: readonly Sample[];
  readonly logs: readonly LogLine[];
}

/** One second of the pipeline, for the chart. */
export interface Sample {
  /** End of the second, in milliseconds since 1970. */
  readonly at: number;
  /** Bytes written to the stream. */
  readonly publishedBytes: number;
  /** Bytes on the stream that each consumer accepted, in the order of `PipelineShape.consumers`. */
  readonly acceptedBytes: readonly number[];
  /** Lag of each consumer at the end of the second, in milliseconds. */
  readonly lagMillis: readonly number[];
}

/** A log line of a function. */
export interface LogLine {
  /** Consecutive number of the line. */
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  readonly line: string;
}

/** A fault that can be switched on and off. */
export interface FaultSwitch {
  readonly id: string;
  readonly label: string;
  /** Its effect while it is on, in one sentence. */
  readonly effect: string;
  readonly isOn: boolean;
  /** Number of calls or invocations it affected. */
  readonly strikes: number;
}
