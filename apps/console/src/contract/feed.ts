import type { Failure } from './failure.js';
import type { FaultSwitch } from './fault-switch.js';
import type { FileCoverage } from './file-coverage.js';
import type { LogLine } from './log-line.js';
import type { Picture } from './picture.js';
import type { Sample } from './sample.js';

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
