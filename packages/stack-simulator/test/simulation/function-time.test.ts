import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { type Clock, systemClock } from '@headwaters/local-services';
import { type LogEvent, type Simulation, VirtualClock, startSimulation } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';
import '../support/patient-tests.js';

/** Logs what the function sees of the time. */
const consumer = `
  const loadedMillis = Date.now();
  export const handler = async (event, context) => {
    const startMillis = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(JSON.stringify({
      loadedMillis,
      startMillis,
      constructed: new Date().getTime(),
      called: Date.parse(Date()),
      given: new Date(5).getTime(),
      isOneType: new Date() instanceof Date && new Date().constructor === Date,
      passedMillis: Date.now() - startMillis,
      remainingMillis: context.getRemainingTimeInMillis(),
      arrivalMillis: event.Records[0].kinesis.approximateArrivalTimestamp * 1000,
    }));
  };`;

/** What {@link consumer} logs. */
interface Observation {
  readonly loadedMillis: number;
  readonly startMillis: number;
  readonly constructed: number;
  readonly called: number;
  readonly given: number;
  readonly isOneType: boolean;
  readonly passedMillis: number;
  readonly remainingMillis: number;
  readonly arrivalMillis: number;
}

let simulation: Simulation;
afterEach(() => simulation.stop());

/** Puts a Kinesis record and returns what the function observed. `advance` runs between the two. */
async function observe(clock: Clock, advance: () => Promise<void> = () => Promise.resolve()) {
  const lines: LogEvent[] = [];
  simulation.events.on('log', (event) => lines.push(event));
  const { endpoint, region } = simulation;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  await kinesis.send(
    new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'k', Data: Buffer.from('x') }),
  );
  await advance();
  await simulation.whenIdle();
  const message = lines.find(({ line }) => line.includes('\tINFO\t'))?.line.split('\tINFO\t')[1] ?? '{}';
  return { observation: JSON.parse(message) as Observation, nowMillis: clock.now() };
}

async function start(clock: Clock, mapping: object = {}): Promise<void> {
  const archives = { 'producer.zip': consumer, 'consumer.zip': consumer };
  const stackDirectory = writeStack(ingestStack({ mapping }), archives);
  simulation = await startSimulation({ stackDirectory, clock, enforceLimits: false });
}

describe('startSimulation', () => {
  it('starts the Date of a function at the time of the virtual clock, however long the process takes to start', async () => {
    const clock = new VirtualClock(Date.UTC(2031, 4, 6));
    await start(clock, { maximum_batching_window_in_seconds: 300 });
    const { observation, nowMillis } = await observe(clock, () =>
      clock.advance(300_000, () => simulation.whenSettled()),
    );
    expect(nowMillis).toBe(Date.UTC(2031, 4, 6, 0, 5));
    expect(observation.startMillis - nowMillis).toBeLessThan(1_000);
    expect(observation.startMillis).toBeGreaterThanOrEqual(nowMillis);
    expect(Math.abs(observation.loadedMillis - nowMillis)).toBeLessThan(60_000);
    expect(observation.arrivalMillis).toBe(Date.UTC(2031, 4, 6));
  });

  it('shows the same time in every form of Date, which advances during the invocation, and in the remaining time', async () => {
    const clock = new VirtualClock(Date.UTC(2031, 4, 6));
    await start(clock);
    const { observation } = await observe(clock);
    const { startMillis, constructed, called, passedMillis, remainingMillis } = observation;
    expect(observation).toMatchObject({ given: 5, isOneType: true });
    expect(passedMillis).toBeGreaterThanOrEqual(19);
    expect(constructed).toBeGreaterThanOrEqual(startMillis + 19);
    // Date() returns whole seconds.
    expect(Math.abs(called - startMillis)).toBeLessThan(60_000);
    expect(remainingMillis).toBeLessThanOrEqual(10_000 - 19);
    expect(remainingMillis).toBeGreaterThan(0);
  });

  it("leaves a function the machine's Date if the simulation runs on the system clock", async () => {
    await start(systemClock);
    const { observation, nowMillis } = await observe(systemClock);
    expect(Math.abs(observation.startMillis - nowMillis)).toBeLessThan(60_000);
  });
});
