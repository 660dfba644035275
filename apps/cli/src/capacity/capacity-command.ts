import { parseArgs } from 'node:util';
import { defaultCellBytes } from '@headwaters/record-codec';
import { describeEstimate, streamSettings } from './describe-estimate.js';
import { estimateCapacity } from './estimate-capacity.js';
import { type FileMeasurement, measureFile } from './measure-file.js';

// Usage: capacity [--json] [--consumers N] [--rate BYTES_PER_S] FILE...

/** A wish that can't be met as it was typed. */
class UsageError extends Error {}

function atLeastOne(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} is ${text}: give a whole number from 1`);
  return Number(text);
}

async function measure(file: string): Promise<FileMeasurement> {
  try {
    return await measureFile(file, { cellBytes: defaultCellBytes, compression: 'auto' });
  } catch (cause) {
    throw new UsageError(`${file} can't be read`, { cause });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      consumers: { type: 'string', default: '2' },
      rate: { type: 'string', default: '1000000' },
    },
  });
  if (positionals.length === 0)
    throw new UsageError('Name at least one file like those that will be uploaded');
  const demand = {
    bytesPerSecond: atLeastOne('rate', values.rate),
    consumers: atLeastOne('consumers', values.consumers),
  };
  const files: FileMeasurement[] = [];
  for (const file of positionals) files.push(await measure(file));
  const estimate = estimateCapacity(files, demand);
  const settings = { stream: { capacity: streamSettings(estimate) } };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ files, ...demand, ...estimate, settings }, undefined, 2)}\n`
      : describeEstimate(files, demand, estimate),
  );
}

try {
  await main();
} catch (error) {
  const isMisuse = error instanceof UsageError || error instanceof RangeError || error instanceof TypeError;
  if (!isMisuse) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
