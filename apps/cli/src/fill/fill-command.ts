import { fill } from '@headwaters/recovery';
import { Command } from 'commander';
import { checkTimeRange, parsePointInTime } from '../command-line/point-in-time.js';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

type FillOptions = RecoveryCommandOptions & { readonly consumer: string; readonly since?: Date };

/** `fill`: gives a new consumer everything that was published before it, and starts it. */
export function createFillCommand(): Command {
  return addRecoveryOptions(addPaceOptions(new Command('fill')))
    .description('give a new consumer what was published before it, from the archive, and start it')
    .requiredOption('--consumer <name>', 'the new consumer, which is deployed and not enabled')
    .option(
      '--since <time>',
      'only what was published at or after this time: 2026-11-30T10:00Z, or 2h or 7d ago',
      parsePointInTime,
    )
    .action(async (options: FillOptions) => {
      const { consumer, since } = options;
      checkTimeRange(options);
      await runRecoveryCommand({ title: 'fill' }, options, (context, recovery) =>
        fill(context, { consumer, since }, recovery),
      );
    });
}
