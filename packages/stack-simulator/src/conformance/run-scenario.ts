import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { playScript } from '../script/play-script.js';
import type { TranscriptEntry } from '../script/transcript.js';
import { observeTranscript } from './observe-transcript.js';
import type { Expectation, Scenario } from './scenario.js';
import { scenarioStack } from './scenario-stack.js';

/** Something that came out differently. */
export interface Difference {
  readonly about: keyof Expectation;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Plays a scenario and says what came out differently from what it expects; nothing if it holds. */
export async function runScenario(scenario: Scenario): Promise<readonly Difference[]> {
  const actual = observeTranscript(await playScenario(scenario));
  const names = Object.keys(scenario.expect) as (keyof Expectation)[];
  return names
    .map((about) => ({
      about,
      expected: scenario.expect[about],
      actual: actual[about],
    }))
    .filter((outcome) => !isDeepStrictEqual(outcome.expected, outcome.actual));
}

async function playScenario(scenario: Scenario): Promise<readonly TranscriptEntry[]> {
  const stackDirectory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    await writeFile(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(scenarioStack(scenario)));
    const entries: TranscriptEntry[] = [];
    await playScript({ stackDirectory, steps: scenario.steps, onEntry: (entry) => entries.push(entry) });
    return entries;
  } finally {
    await rm(stackDirectory, { recursive: true });
  }
}
