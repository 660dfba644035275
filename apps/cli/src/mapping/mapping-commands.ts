import { pauseConsumer, resumeConsumer } from '@headwaters/recovery';
import { Command } from 'commander';
import { addRecoveryOptions, type RecoveryCommandOptions } from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

/** Printed when it is done. */
const proof = 'Lambda reports the state.';

type MappingOptions = RecoveryCommandOptions & { readonly consumer: string };

/** `pause`: stops the deliveries to one consumer. */
export function createPauseCommand(): Command {
  return addRecoveryOptions(new Command('pause'))
    .description('stop the deliveries to one consumer, and print how long the stream keeps what it misses')
    .requiredOption('--consumer <name>', 'the consumer')
    .action(async (options: MappingOptions) => {
      const { consumer } = options;
      await runRecoveryCommand({ title: 'pause', proof }, options, (context, recovery) =>
        pauseConsumer(context, { consumer }, recovery),
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
      await runRecoveryCommand({ title: 'resume', proof }, options, (context, recovery) =>
        resumeConsumer(context, { consumer }, recovery),
      );
    });
}
