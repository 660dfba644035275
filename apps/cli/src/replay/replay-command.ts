import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { replay } from '@headwaters/recovery';
import { Command, Option } from 'commander';
import { checkTimeRange, parsePointInTime } from '../command-line/point-in-time.js';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';
import { parseSource } from '../recovery/source-options.js';

interface ReplayOptions extends RecoveryCommandOptions {
  readonly consumer: string;
  readonly source?: ObjectVersion;
  readonly prefix?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** `replay`: delivers blocks of the archive to one consumer again. */
export function createReplayCommand(): Command {
  return addRecoveryOptions(addPaceOptions(new Command('replay')))
    .description('deliver blocks of the archive to one consumer again, in order')
    .requiredOption('--consumer <name>', 'the consumer that receives them')
    .addOption(
      new Option('--source <uri>', 'the blocks of one file: s3://BUCKET/KEY')
        .argParser(parseSource)
        .conflicts('prefix'),
    )
    .option('--prefix <text>', 'the blocks of files whose keys start with this text')
    .option(
      '--since <time>',
      'blocks archived at or after this time: 2026-11-30T10:00Z, or 2h or 7d ago',
      parsePointInTime,
    )
    .option('--until <time>', 'blocks archived before this time', parsePointInTime)
    .action(async (options: ReplayOptions) => {
      const { consumer, source, prefix, since, until } = options;
      checkTimeRange(options);
      await runRecoveryCommand({ title: 'replay' }, options, (context, recovery) =>
        replay(context, { consumer, source, prefix, since, until }, recovery),
      );
    });
}
