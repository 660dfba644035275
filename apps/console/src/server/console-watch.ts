import type { S3Client } from '@aws-sdk/client-s3';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Feed } from '../contract/feed.js';
import type { PipelineShape } from '../contract/pipeline.js';
import { CoverageWatch } from './coverage/coverage-watch.js';
import type { LedgerWatch } from './coverage/ledger-watch.js';
import { BillWatch } from './bill/bill-watch.js';
import { FailureWatch } from './failures/failure-watch.js';
import { redrivenRecords } from './failures/redriven-records.js';
import { QuarantineWatch } from './quarantine/quarantine-watch.js';
import type { FaultBoard } from './faults/switched-faults.js';
import { FlowWatch } from './flow/flow-watch.js';
import { LogWatch } from './flow/log-watch.js';

/** Options of {@link ConsoleWatch}. */
export interface ConsoleWatchOptions {
  readonly shape: PipelineShape;
  /** Whether the producer is the one of this project, so that the coverage of files can be followed. */
  readonly sendsBlocks: boolean;
  readonly s3: Pick<S3Client, 'send'>;
  /** Absent if the pipeline has no ledger. */
  readonly ledger: LedgerWatch | undefined;
  readonly faults: FaultBoard;
  readonly now: () => number;
}

/** Everything the console shows about a running pipeline. */
export class ConsoleWatch {
  readonly flow: FlowWatch;
  readonly coverage: CoverageWatch;
  readonly failures: FailureWatch;
  readonly quarantine: QuarantineWatch;
  readonly logs: LogWatch;
  readonly #bill: BillWatch;
  readonly #faults: FaultBoard;

  constructor(
    simulation: Pick<Simulation, 'events' | 'services' | 'usage'>,
    { shape, sendsBlocks, s3, ledger, faults, now }: ConsoleWatchOptions,
  ) {
    this.#faults = faults;
    this.quarantine = new QuarantineWatch(simulation, {
      s3,
      shape,
      onQuarantined: (stored) => {
        const { consumer } = stored.record;
        const functionName = shape.consumers.find(({ name }) => name === consumer)?.functionName ?? consumer;
        this.failures.keepQuarantined(stored, functionName);
      },
    });
    const divide: QuarantineWatch['divide'] = (...acknowledged) => this.quarantine.divide(...acknowledged);
    this.flow = new FlowWatch({ simulation, shape, now, divide, openFailures: () => this.failures.open });
    const covered = sendsBlocks ? shape : { ...shape, consumers: [] };
    this.coverage = new CoverageWatch(simulation, { shape: covered, ledger, divide, now });
    this.failures = new FailureWatch(simulation, (name) => this.flow.troubleOf(name), now);
    this.logs = new LogWatch(simulation, now);
    this.#bill = new BillWatch(
      () => simulation.usage(),
      () => this.flow.uploadedBytes,
    );
    simulation.events.on('invocation', (event) => {
      this.#accept(event.functionName, redrivenRecords(event));
    });
  }

  /** The topics of the feed that replace their previous value. */
  current(): Omit<Feed, 'logs' | 'samples'> {
    return {
      picture: this.flow.picture(),
      files: this.coverage.files(),
      failures: this.failures.failures(),
      faults: this.#faults.switches(),
      bill: this.#bill.bill,
    };
  }

  /** Takes the samples of the second that has just ended. */
  sample(): void {
    this.flow.sample();
    this.#bill.sample();
  }

  /** Counts Kinesis records that a function accepted through a redelivery. */
  #accept(functionName: string, records: readonly KinesisEventRecord[]): void {
    if (records.length === 0) return;
    this.flow.accept(functionName, records);
    this.coverage.accept(functionName, records);
  }
}
