import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const running: Simulation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()));
});

/** Starts the stack with this code of the producer, and returns the outcome of an invocation. */
async function invokeCode(code: string) {
  const sources = { 'producer.zip': code, 'consumer.zip': 'export const handler = () => {};' };
  const simulation = await startSimulation({ stackDirectory: writeStack(ingestStack(), sources) });
  running.push(simulation);
  const { outcome } = await simulation.invoke('producer', '{}');
  return outcome;
}

describe('the AWS SDK of the runtime', () => {
  it('is there for a function that does not bundle it, and reaches the local services', async () => {
    const outcome = await invokeCode(`
      import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
      export const handler = async () => (await new KinesisClient({}).send(new ListStreamsCommand({}))).StreamNames;
    `);
    expect(outcome).toEqual({ kind: 'succeeded', payload: '["stream"]' });
  });

  it('is found by require too', async () => {
    const outcome = await invokeCode(`
      import { createRequire } from 'node:module';
      const { S3Client } = createRequire(import.meta.url)('@aws-sdk/client-s3');
      export const handler = async () => S3Client.name;
    `);
    expect(outcome).toEqual({ kind: 'succeeded', payload: '"S3Client"' });
  });

  it('is all that a function sees of this workspace', async () => {
    const outcome = await invokeCode(`import 'fflate'; export const handler = async () => {};`);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { errorType: 'Error' } });
  });
});
