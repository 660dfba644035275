import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@headwaters/local-services';
import { FunctionFleet, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { logLines } from '@headwaters/test-kit';
import { startEndlessServices } from './endless-services.js';

/** Lines that are repeated: more than a few cells of them. */
const patternLines = 40_000;

/** More than AWS allows: one invocation must do it all, or its memory would be given back in between. */
const timeoutSeconds = 7_200;

/**
 * Has the producer of the synthesized stack publish an object that is made as it is read, in one invocation.
 *
 * @returns the producer's peak resident memory, in bytes.
 */
export async function peakMemoryFor(objectBytes: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-bench-'));
  const blueprint = readBlueprint(await readConfiguration(resolve('cdktf.out/stacks/ingest-dev')));
  const [notification] = blueprint.notifications;
  const plan = blueprint.functions.find(({ name }) => name === notification?.functionName);
  if (notification === undefined || plan === undefined) throw new Error('The stack has no producer.');
  const pattern = Buffer.concat([...logLines(patternLines)]);
  const services = await startEndlessServices({ pattern, size: objectBytes });
  const fleet = await FunctionFleet.unpack({
    plans: [plan],
    folder,
    nodePath: process.execPath,
    region: blueprint.region,
    endpoint: services.endpoint,
    clock: systemClock,
    onLine: () => undefined,
  });
  try {
    const { outcome, maxMemoryBytes } = await fleet.invoke({
      functionName: plan.name,
      requestId: 'bench',
      trigger: 'notification',
      attempt: 1,
      timeoutSeconds,
      payload: JSON.stringify(eventOf(notification.bucketName, objectBytes)),
    });
    if (outcome.kind !== 'succeeded') throw new Error(`The producer failed: ${JSON.stringify(outcome)}`);
    return maxMemoryBytes;
  } finally {
    await fleet.stop();
    services.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function eventOf(bucket: string, size: number) {
  const object = { key: 'endless.txt', size, versionId: 'v1', eTag: 'etag' };
  const s3 = { bucket: { name: bucket }, object };
  return {
    Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }],
  };
}
