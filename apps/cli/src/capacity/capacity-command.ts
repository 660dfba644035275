import { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { parseCount } from '../command-line/option-values.js';
import { UsageError } from '../errors.js';
import { estimateCapacity } from './estimate-capacity.js';
import { capacitySettings, formatEstimate } from './format-estimate.js';
import { type FileMeasurement, measureFile } from './measure-file.js';

interface CapacityOptions {
  readonly json?: true;
  readonly consumers: number;
  /** Peak rate of uploads, in bytes per second. */
  readonly rate: number;
}

const defaultConsumers = 2;
const defaultBytesPerSecond = 1_000_000;

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
    .action(estimate);
}

async function estimate(paths: string[], { json, consumers, rate }: CapacityOptions): Promise<void> {
  const demand = { bytesPerSecond: rate, consumers };
  const files: FileMeasurement[] = [];
  for (const path of paths) files.push(await measure(path));
  const capacity = estimateCapacity(files, demand);
  const settings = { stream: { capacity: capacitySettings(capacity) } };
  process.stdout.write(
    json
      ? `${JSON.stringify({ files, ...demand, ...capacity, settings }, undefined, 2)}\n`
      : formatEstimate(files, demand, capacity),
  );
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
