import { backfill } from '@headwaters/recovery';
import { Argument, Command, Option } from 'commander';
import { checkTimeRange, parsePointInTime } from '../command-line/point-in-time.js';
import {
  addPaceOptions,
  addRecoveryOptions,
  type RecoveryCommandOptions,
} from '../recovery/recovery-options.js';
import { runRecoveryCommand } from '../recovery/run-recovery-command.js';
import { type BucketPrefix, checkSourceBucket, parseBucketPrefix } from '../recovery/source-options.js';

interface BackfillCommandOptions extends RecoveryCommandOptions {
  readonly suffix?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly versions: 'latest' | 'all';
  readonly inventory?: string;
  readonly rejected?: true;
}

/** `backfill`: publishes the objects of the source bucket that the ledger does not show as published. */
export function createBackfillCommand(): Command {
  return addRecoveryOptions(addPaceOptions(new Command('backfill')))
    .description('publish the objects of the source bucket that the ledger does not show as published')
    .addArgument(
      new Argument('<uri>', 's3://BUCKET/PREFIX, or s3://BUCKET for all keys').argParser(parseBucketPrefix),
    )
    .option('--suffix <text>', 'keys with this suffix')
    .option(
      '--since <time>',
      'versions stored at or after this time: 2026-11-30T10:00Z, or 2h or 7d ago',
      parsePointInTime,
    )
    .option('--until <time>', 'versions stored at or before this time', parsePointInTime)
    .addOption(
      new Option('--versions <which>', 'the latest version of each key, or all of them')
        .choices(['latest', 'all'])
        .default('latest'),
    )
    .option('--inventory <uri>', 'manifest.json of an S3 Inventory in CSV, instead of a listing')
    .option('--rejected', 'also what the producer rejected, after a change of its settings')
    .action(async (place: BucketPrefix, options: BackfillCommandOptions) => {
      const { suffix, since, until, versions, inventory, rejected } = options;
      checkTimeRange(options);
      await runRecoveryCommand({ title: 'backfill' }, options, (context, recovery) => {
        checkSourceBucket(context.pipeline, place);
        const scope = { prefix: place.prefix, suffix, since, until, versions, inventory, rejected };
        return backfill(context, scope, recovery);
      });
    });
}
