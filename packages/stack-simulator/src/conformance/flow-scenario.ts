import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playScript } from '../script/play-script.js';
import type { TranscriptEntry } from '../script/transcript.js';
import { observeTranscript } from './observe-transcript.js';
import { scenarioStack } from './scenario-stack.js';
import type { Expectation, FlowScenario } from './scenario.js';

/** Plays the script of a scenario and returns the results in the form of its expectation. */
export async function observeFlow(scenario: FlowScenario): Promise<Expectation> {
  const stackDirectory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    await writeFile(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(scenarioStack(scenario)));
    const entries: TranscriptEntry[] = [];
    await playScript({ stackDirectory, steps: scenario.steps, onEntry: (entry) => entries.push(entry) });
    return observeTranscript(entries);
  } finally {
    await rm(stackDirectory, { recursive: true });
  }
}
