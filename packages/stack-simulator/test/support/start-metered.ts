import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type InvocationResult,
  type Simulation,
  VirtualClock,
  accessKeyIdOfFunction,
  startSimulation,
} from '@headwaters/stack-simulator';
import { afterEach } from '@jest/globals';
import { writeStack } from './write-stack.js';

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()));
});

/** Starts a stack on a virtual clock, whose functions do nothing for a second, or end with `result`. */
export async function startMetered(stack: object, result: Partial<InvocationResult> = {}) {
  const clock = new VirtualClock();
  const simulation = await startSimulation({
    stackDirectory: writeStack(stack),
    clock,
    enforceLimits: false,
    invoker: {
      invoke: ({ requestId }) =>
        Promise.resolve({
          requestId,
          outcome: { kind: 'succeeded', payload: '{"batchItemFailures":[]}' },
          durationMillis: 1_000,
          initDurationMillis: undefined,
          maxMemoryBytes: 0,
          ...result,
        }),
    },
  });
  stopping.push(() => simulation.stop());
  const advance = (millis: number) => clock.advance(millis, () => simulation.whenSettled());
  return { simulation, advance, ...clientsOf(simulation) };
}

/** Clients of a person at this machine, and of the function `producer`. */
function clientsOf({ endpoint, region }: Simulation) {
  const client = (accessKeyId: string) => {
    const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey: 'x' }, maxAttempts: 1 };
    const s3 = new S3Client(options);
    const kinesis = new KinesisClient(options);
    stopping.push(() => {
      s3.destroy();
      kinesis.destroy();
      return Promise.resolve();
    });
    return { s3, kinesis };
  };
  return { person: client('person'), producer: client(accessKeyIdOfFunction('producer')) };
}
