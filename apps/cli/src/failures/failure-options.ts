import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { FailureScope, RecoveryPipeline } from '@headwaters/recovery';
import type { Command } from 'commander';
import { checkTimeRange, parsePointInTime } from '../command-line/point-in-time.js';
import { UsageError } from '../errors.js';
import { parseSource } from '../recovery/source-options.js';

/** The options that select failures. */
export interface FailureOptions {
  readonly consumer?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly reason?: string;
  readonly source?: ObjectVersion;
}

/** Adds {@link FailureOptions} to a command. */
export function addFailureOptions(command: Command): Command {
  return command
    .option('--consumer <name>', 'failures of this consumer, or "producer" for uploads (default: all)')
    .option(
      '--since <time>',
      'what failed at or after this time: 2026-11-30T10:00Z, or 2h or 7d ago',
      parsePointInTime,
    )
    .option('--until <time>', 'what failed at or before this time', parsePointInTime)
    .option('--reason <text>', 'failures whose code contains this text')
    .option('--source <uri>', 'failures of this object: s3://BUCKET/KEY', parseSource);
}

/**
 * Returns the scope that the options select.
 *
 * @throws UsageError if nothing can be in it: an empty time range, or an object of another bucket.
 */
export function failureScope(
  { sourceBucket }: Pick<RecoveryPipeline, 'sourceBucket'>,
  options: FailureOptions,
): FailureScope {
  const { consumer, since, until, reason, source } = options;
  checkTimeRange(options);
  if (source !== undefined && source.bucket !== sourceBucket)
    throw new UsageError(
      `${source.bucket} is not the source bucket of this pipeline. Give --source s3://${sourceBucket}/KEY.`,
    );
  return { consumer, since, until, reason, source };
}
