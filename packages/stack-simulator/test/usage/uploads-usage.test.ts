import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { startMetered } from '../support/start-metered.js';
import { eventPattern, uploadStack } from '../support/upload-stack.js';

async function usageOfUploads(options: Parameters<typeof uploadStack>[0]) {
  const { simulation, advance, person } = await startMetered({ resource: uploadStack(options) });
  for (const Key of ['a.txt', 'b.txt'])
    await person.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: 'x' }));
  await advance(60_000);
  return simulation.usage();
}

describe('Simulation.usage', () => {
  it('counts an event for each change of a bucket with EventBridge', async () => {
    const usage = await usageOfUploads({ pattern: eventPattern({}) });
    expect(usage).toMatchObject({ eventBridgeEvents: 2, lambdaRequests: 2, s3Writes: 2 });
  });

  it('counts three requests for each message of a queue, the test event of S3 included: sent, received, deleted', async () => {
    const usage = await usageOfUploads({ queue: {} });
    expect(usage).toMatchObject({ sqsRequests: 9 });
    expect(usage.eventBridgeEvents).toBeUndefined();
  });
});
