import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  playScript,
  readScript,
  startSimulation,
  type SimulationOptions,
  type TranscriptEntry,
} from '@headwaters/stack-simulator';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { ingestStack } from './support/ingest-stack.js';
import { uploadStack } from './support/upload-stack.js';
import { writeStack } from './support/write-stack.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const page = readFileSync(new URL('../../../apps/docs/simulate.md', import.meta.url), 'utf8');
const code = `export const handler = async () => {};`;

describe('the documentation', () => {
  it('starts and stops a simulation', async () => {
    const stackDirectory = writeStack(ingestStack(), { 'producer.zip': code, 'consumer.zip': code });
    const directories: string[] = [];
    const start = (options: SimulationOptions) => {
      directories.push(options.stackDirectory);
      return startSimulation({ ...options, stackDirectory });
    };
    await runTypeScript(namedFence(readme, 'simulation'), {
      modules: { '@headwaters/stack-simulator': { startSimulation: start } },
    });
    expect(directories).toEqual(['cdktf.out/stacks/ingest-dev']);
  });

  it('has a script with the entries that it describes', async () => {
    const stackDirectory = writeStack(ingestStack({ mapping: { maximum_retry_attempts: 2 } }));
    const entries: TranscriptEntry[] = [];
    await playScript({
      stackDirectory,
      steps: readScript(JSON.parse(namedFence(page, 'script'))),
      onEntry: (entry) => entries.push(entry),
    });
    const summary = entries.map((entry) => ({
      type: entry.type,
      seconds: entry.seconds,
      ...('outcome' in entry && { outcome: entry.outcome.kind }),
      ...('condition' in entry && { condition: entry.condition }),
    }));
    expect(summary).toEqual([
      { type: 'invocation', seconds: 0, outcome: 'failed' },
      { type: 'invocation', seconds: 0.5, outcome: 'failed' },
      { type: 'invocation', seconds: 1.5, outcome: 'failed' },
      { type: 'destination', seconds: 1.5, condition: 'RetryAttemptsExhausted' },
      { type: 'invocation', seconds: 1.5, outcome: 'succeeded' },
      { type: 'checkpoint', seconds: 1.5 },
    ]);
  });

  it('has a script for a queue with the entries that it describes', async () => {
    const redrive_policy = JSON.stringify({
      deadLetterTargetArn: '${aws_sqs_queue.dead-letters.arn}',
      maxReceiveCount: 2,
    });
    const resource = uploadStack({ queue: {}, queueSettings: { redrive_policy } });
    const entries: TranscriptEntry[] = [];
    await playScript({
      stackDirectory: writeStack({ resource }),
      steps: readScript(JSON.parse(namedFence(page, 'script-queue'))),
      onEntry: (entry) => entries.push(entry),
    });
    const changes = entries.flatMap((entry) =>
      entry.type === 'message' && entry.body.includes('bad.csv') ? [`${entry.seconds} ${entry.change}`] : [],
    );
    expect(changes).toEqual(['0 sent', '0 received', '30 received', '60 deadLettered']);
  });
});

describe('readScript', () => {
  it('reports every invalid step', () => {
    const document = { steps: [{ advanceSeconds: -1 }, { dance: true }, { setMapping: { mapping: 'm' } }] };
    expect(() => readScript(document)).toThrow(/steps\.0.*steps\.1.*steps\.2/);
    expect(() => readScript(document)).toThrow(
      expect.objectContaining({ code: 'SIMULATION_SCRIPT_INVALID' }),
    );
  });
});
