import { discard } from '@headwaters/recovery';
import { Command, InvalidArgumentError } from 'commander';
import { addFailureOptions, failureScope, type FailureOptions } from '../failures/failure-options.js';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';

/** A receipt holds it. */
const maxReasonCharacters = 1_000;

type DiscardOptions = FailureOptions & RecoveryCommandOptions & { readonly why: string };

/** `discard`: closes failures on purpose, with a reason. */
export function createDiscardCommand(): Command {
  return addRecoveryOptions(addPaceOptions(addFailureOptions(new Command('discard'))))
    .description('close failures on purpose: `trace` then shows why, and who did it')
    .requiredOption('--why <text>', 'why nobody needs what failed; the receipt and `trace` show it', parseWhy)
    .action(async (options: DiscardOptions) => {
      const { why } = options;
      await runRecoveryCommand({ title: 'discard' }, options, (context, recovery) =>
        discard(context, failureScope(context.pipeline, options), { ...recovery, why }),
      );
    });
}

function parseWhy(value: string): string {
  const why = value.trim();
  if (why !== '' && why.length <= maxReasonCharacters) return why;
  throw new InvalidArgumentError(`Give a reason of 1 to ${maxReasonCharacters} characters.`);
}
