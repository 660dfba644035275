import { pause, resume } from '@headwaters/recovery';
import { Command } from 'commander';
import { addRecoveryOptions, type RecoveryCommandOptions } from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

type MappingOptions = RecoveryCommandOptions & { readonly consumer: string };

/** `pause`: stops the deliveries to one consumer. */
export function createPauseCommand(): Command {
  return addRecoveryOptions(new Command('pause'))
    .description('stop the deliveries to one consumer, and print how long the stream keeps what it misses')
    .requiredOption('--consumer <name>', 'the consumer')
    .action(async (options: MappingOptions) => {
      const { consumer } = options;
      await runRecoveryCommand('pause', options, (context, recovery) =>
        pause(context, { consumer }, recovery),
      );
    });
}

/** `resume`: continues the deliveries to a paused consumer. */
export function createResumeCommand(): Command {
  return addRecoveryOptions(new Command('resume'))
    .description('continue the deliveries to a paused consumer, where it stopped')
    .requiredOption('--consumer <name>', 'the consumer')
    .action(async (options: MappingOptions) => {
      const { consumer } = options;
      await runRecoveryCommand('resume', options, (context, recovery) =>
        resume(context, { consumer }, recovery),
      );
    });
}
