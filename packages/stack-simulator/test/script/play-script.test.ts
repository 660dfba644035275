import { playScript, readScript } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const play = (...steps: readonly object[]) =>
  playScript({
    stackDirectory: writeStack(ingestStack()),
    steps: readScript({ steps }),
    onEntry: () => undefined,
  });

describe('playScript', () => {
  it.each([
    ['stream', { putRecords: { stream: 'stram', records: [] } }, 'stream'],
    ['bucket', { upload: { bucket: 'uplods', key: 'a' } }, 'source-123456789012, failures'],
    ['function', { setFunction: { function: 'cnsumer', behaviours: [] } }, 'producer, consumer'],
    ['mapping', { setMapping: { mapping: 'aws_x.y', enabled: false } }, 'aws_lambda_event_source_mapping.'],
  ])('rejects a %s that the stack does not have, and names those that exist', async (named, step, known) => {
    const error: unknown = await play({ advanceSeconds: 1 }, step).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'SIMULATION_SCRIPT_INVALID' });
    const { message } = error as Error;
    expect(message).toContain(`steps.1.${Object.keys(step).join()}.${named} is "`);
    expect(message).toContain(`which the stack does not have (it has ${known}`);
    expect(message).not.toContain('\n');
  });

  it('rejects all unknown names at once, before the first step', async () => {
    const steps = ['one', 'two'].map((stream) => ({ putRecords: { stream, records: [] } }));
    await expect(play(...steps)).rejects.toThrow(/steps\.0\..*"one".*steps\.1\..*"two"/);
  });

  it('reports a step that the service refuses, with its position', async () => {
    const split = { stream: 'stream', shard: 'shardId-000000000009', newStartingHashKey: '1' };
    await expect(play({ splitShard: split })).rejects.toMatchObject({
      code: 'SIMULATION_SCRIPT_STEP_FAILED',
      message: expect.stringMatching(/^steps\.0\.splitShard was refused with ResourceNotFoundException: /),
    });
  });
});
