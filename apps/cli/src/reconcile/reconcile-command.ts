import { reconcile } from '@headwaters/recovery';
import { Command } from 'commander';
import { parseWholeNumber } from '../command-line/option-values.js';
import { checkTimeRange, parsePointInTime } from '../command-line/point-in-time.js';
import type { PipelineOptions } from '../pipeline/recovery-pipeline.js';
import { addPipelineOptions } from '../recovery/recovery-options.js';
import { runReportCommand } from '../recovery/run-recovery-command.js';

/** How long an event may be on its way before its upload counts as lost. */
const defaultGraceMinutes = 15;

const minuteMillis = 60_000;

interface ReconcileOptions extends PipelineOptions {
  readonly json?: true;
  readonly prefix?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly graceMinutes: number;
}

/** `reconcile`: compares every version in the source bucket with the ledger. Changes nothing. */
export function createReconcileCommand(): Command {
  return addPipelineOptions(new Command('reconcile'))
    .description(
      'compare every object of the source bucket with the ledger: what never came, is late or failed?',
    )
    .option('--prefix <text>', 'keys that start with this text')
    .option(
      '--since <time>',
      'versions stored at or after this time: 2026-11-30T10:00Z, or 2h or 7d ago',
      parsePointInTime,
    )
    .option('--until <time>', 'versions stored at or before this time', parsePointInTime)
    .option(
      '--grace-minutes <number>',
      'younger versions, and those with a younger receipt, are in flight',
      parseWholeNumber({ min: 0 }),
      defaultGraceMinutes,
    )
    .action(async (options: ReconcileOptions) => {
      const { prefix, since, until, graceMinutes } = options;
      checkTimeRange(options);
      const graceMillis = graceMinutes * minuteMillis;
      await runReportCommand({ title: 'reconcile' }, options, (context, recovery) =>
        reconcile(context, { prefix, since, until }, { ...recovery, graceMillis }),
      );
    });
}
