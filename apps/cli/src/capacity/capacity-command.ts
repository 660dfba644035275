import { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { defaultTargetUsePercent, kinesisLimits } from '@headwaters/pipeline-contract';
import { parseCount, parseWholeNumber } from '../command-line/option-values.js';
import { UsageError } from '../errors.js';
import { type CapacityDemand, estimateCapacity } from './estimate-capacity.js';
import { formatEstimate, streamSettings } from './format-estimate.js';
import { type FileMeasurement, measureFile } from './measure-file.js';

interface CapacityOptions {
  readonly json?: true;
  readonly consumers: number;
  /** Consumers with enhanced fan-out. Default: all but the first. */
  readonly fanOut?: number;
  /** Peak rate of uploads, in bytes per second. */
  readonly rate: number;
  /** In percent. */
  readonly targetUse: number;
  readonly retentionHours: number;
}

const defaultConsumers = 2;
const defaultBytesPerSecond = 1_000_000;
/** The default of the stack. */
const defaultRetentionHours = 168;

/**
 * Consumers with enhanced fan-out of a stream: in On-demand Advantage, and in the other modes.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-28).
 */
const maxFanOutConsumers = { advantage: 50, otherwise: 20 } as const;

/** `capacity`: estimates shards, settings and cost from sample files. */
export function createCapacityCommand(): Command {
  return new Command('capacity')
    .description('estimate the shards, settings and monthly cost for files like these')
    .argument('<file...>', 'sample files, like those that will be uploaded')
    .option('--json', 'print the estimate as JSON')
    .option('--consumers <number>', 'number of consumers', parseCount, defaultConsumers)
    .option(
      '--rate <bytes-per-second>',
      'peak rate of uploads, before compression',
      parseCount,
      defaultBytesPerSecond,
    )
    .option(
      '--fan-out <number>',
      'consumers with enhanced fan-out (default: all but the first)',
      parseWholeNumber({ min: 0 }),
    )
    .option(
      '--target-use <percent>',
      'part of the throughput of the shards that the load may use',
      parseWholeNumber({ min: 1, max: 99 }),
      defaultTargetUsePercent,
    )
    .option(
      '--retention-hours <hours>',
      'retention of the stream',
      parseWholeNumber({ min: kinesisLimits.minRetentionHours, max: kinesisLimits.maxRetentionHours }),
      defaultRetentionHours,
    )
    .action(estimate);
}

async function estimate(paths: string[], options: CapacityOptions): Promise<void> {
  const demand = readDemand(options);
  const files: FileMeasurement[] = [];
  for (const path of paths) files.push(await measure(path));
  const capacity = estimateCapacity(files, demand);
  const settings = { stream: streamSettings(demand, capacity) };
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ files, ...demand, ...capacity, settings }, undefined, 2)}\n`
      : formatEstimate(files, demand, capacity),
  );
}

/** @throws {@link UsageError} if a stream can't have that many consumers with enhanced fan-out. */
function readDemand({ consumers, fanOut, rate, targetUse, retentionHours }: CapacityOptions): CapacityDemand {
  const fanOutConsumers = fanOut ?? consumers - 1;
  if (fanOutConsumers > consumers)
    throw new UsageError(`--fan-out ${fanOutConsumers} exceeds --consumers ${consumers}.`);
  if (fanOutConsumers > maxFanOutConsumers.advantage)
    throw new UsageError(
      `A stream has at most ${maxFanOutConsumers.otherwise} consumers with enhanced fan-out, or ${maxFanOutConsumers.advantage} in ` +
        `On-demand Advantage; ${fanOutConsumers} were given. Let the others share the read throughput: --fan-out 1.`,
    );
  return { bytesPerSecond: rate, consumers, fanOutConsumers, targetUsePercent: targetUse, retentionHours };
}

async function measure(file: string): Promise<FileMeasurement> {
  try {
    return await measureFile(resolveUserPath(file), file);
  } catch (cause) {
    throw new UsageError(`${file} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
