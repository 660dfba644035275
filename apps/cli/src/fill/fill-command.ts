import { fill } from '@headwaters/recovery';
import { Command } from 'commander';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

type FillOptions = RecoveryCommandOptions & { readonly consumer: string };

/** `fill`: gives a new consumer everything that was published before it, and starts it. */
export function createFillCommand(): Command {
  return addRecoveryOptions(addPaceOptions(new Command('fill')))
    .description('give a new consumer what was published before it, from the archive, and start it')
    .requiredOption('--consumer <name>', 'the new consumer, which is deployed and not enabled')
    .action(async (options: FillOptions) => {
      const { consumer } = options;
      await runRecoveryCommand({ title: 'fill' }, options, (context, recovery) =>
        fill(context, { consumer }, recovery),
      );
    });
}
