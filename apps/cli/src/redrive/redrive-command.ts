import { redrive } from '@headwaters/recovery';
import { Command } from 'commander';
import { addFailureOptions, failureScope, type FailureOptions } from '../failures/failure-options.js';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

/** `redrive`: delivers failures again, to the consumer that failed, and failed uploads to the producer. */
export function createRedriveCommand(): Command {
  return addRecoveryOptions(addPaceOptions(addFailureOptions(new Command('redrive'))))
    .description('deliver again what a consumer or the producer failed on, in order')
    .action(async (options: FailureOptions & RecoveryCommandOptions) => {
      await runRecoveryCommand({ title: 'redrive' }, options, (context, recovery) =>
        redrive(context, failureScope(context.pipeline, options), recovery),
      );
    });
}
