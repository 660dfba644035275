import type { Feed, PipelineShape } from '@headwaters/console-contract';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { FaultBoard } from './faults/fault-board.js';
import { CoverageWatch } from './watch/coverage-watch.js';
import { FailureWatch } from './watch/failure-watch.js';
import { FlowWatch } from './watch/flow-watch.js';
import { LogWatch } from './watch/log-watch.js';

/** All that the console knows of a running pipeline. */
export class ConsoleWatch {
  readonly flow: FlowWatch;
  readonly coverage: CoverageWatch;
  readonly failures: FailureWatch;
  readonly logs: LogWatch;
  readonly #faults: FaultBoard;

  constructor(
    simulation: Pick<Simulation, 'events' | 'services'>,
    {
      shape,
      faults,
      now,
    }: { readonly shape: PipelineShape; readonly faults: FaultBoard; readonly now: () => number },
  ) {
    this.#faults = faults;
    this.flow = new FlowWatch({ simulation, shape, now, openFailures: () => this.failures.open });
    this.coverage = new CoverageWatch(simulation, shape, now);
    this.failures = new FailureWatch(simulation, (name) => this.flow.troubleOf(name), now);
    this.logs = new LogWatch(simulation, now);
  }

  /** What replaces what was told before. */
  current(): Omit<Feed, 'logs' | 'samples'> {
    return {
      picture: this.flow.picture(),
      files: this.coverage.files(),
      failures: this.failures.failures(),
      faults: this.#faults.switches(),
    };
  }

  /** Records that a redelivery got accepted. */
  accept(functionName: string, records: readonly KinesisEventRecord[]): void {
    this.flow.accept(functionName, records);
    this.coverage.accept(functionName, records);
  }
}
