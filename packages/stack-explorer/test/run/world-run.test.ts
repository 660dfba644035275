import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worlds, writeViolation } from '@headwaters/stack-explorer';
import {
  playScript,
  type KinesisEventRecord,
  type ScriptStep,
  type TranscriptEntry,
} from '@headwaters/stack-simulator';
import { describe, expect, it, jest } from '@jest/globals';
import { openingSteps } from '../../src/world/list-choices.js';
import { numbers, Walk } from '../support/world-runs.js';

jest.setTimeout(120_000);

/** An entry without ids, which differ from run to run. */
function summarize(entry: TranscriptEntry): string {
  const { type, seconds } = entry;
  const event =
    entry.type === 'invocation' ? (entry.event as { readonly Records: readonly object[] }) : undefined;
  const records = 'records' in entry ? entry.records : event?.Records;
  const details = [
    'attempt' in entry ? `attempt ${entry.attempt} ${entry.outcome.kind}` : '',
    'condition' in entry ? entry.condition : '',
    'reason' in entry ? entry.reason : '',
  ];
  return [
    type,
    seconds,
    'function' in entry ? entry.function : '',
    ...details,
    ...(records ?? []).map(nameOf),
  ].join(' ');
}

function nameOf(record: object): string {
  if (!('kinesis' in record)) return 'upload';
  const { kinesis, eventID } = record as KinesisEventRecord;
  return `${eventID.split(':')[0]}/${Buffer.from(kinesis.data, 'base64').toString()}`;
}

describe('WorldRun', () => {
  it.each(
    worlds
      .filter(({ name, large }) => !large && name !== 'everything')
      .map((world) => [world.name, world] as const),
  )('has the same transcript as the simulator for a random run of the world %s', async (_, world) => {
    const expected: string[] = [];
    const start = await Walk.prepare(world, (entry) => expected.push(summarize(entry)));
    const random = numbers(7);
    const walk = await start();
    const steps: ScriptStep[] = [...openingSteps];
    for (let { choices } = walk.state; choices.length > 0; { choices } = walk.state) {
      const choice = choices[Math.floor(Number(random.next().value) * choices.length)];
      if (choice === undefined) break;
      steps.push(...choice.steps);
      await walk.play(choice);
    }
    const stackDirectory = await mkdtemp(join(tmpdir(), 'world-run-'));
    await writeViolation(world, { invariant: 'E1', detail: '', steps }, stackDirectory);
    const actual: string[] = [];
    await playScript({ stackDirectory, steps, onEntry: (entry) => actual.push(summarize(entry)) });
    await rm(stackDirectory, { recursive: true });
    expect(actual).toEqual(expected);
  });
});
