import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { FailureScope } from '@headwaters/recovery';
import type { Command } from 'commander';
import { parsePointInTime } from '../command-line/point-in-time.js';
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

/** Returns the scope that the options select. */
export function failureScope({ consumer, since, until, reason, source }: FailureOptions): FailureScope {
  return { consumer, since, until, reason, source };
}
