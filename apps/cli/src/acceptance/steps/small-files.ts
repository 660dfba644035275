import type { Trace } from '@headwaters/ledger';
import { concurrently } from '../evidence/concurrently.js';
import {
  readDelivery,
  readUploadTimes,
  secondsAfterUpload,
  summarizeDeliveries,
  type Delivery,
} from '../evidence/delivery-times.js';
import { putObject, runKeyPrefix, uploadKey, type TestObject } from '../evidence/test-object.js';
import { everyConsumer } from '../evidence/trace-wait.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

const maxConcurrentRequests = 16;
const arrivalMinutes = 20;

/** Many files of a few lines: one notification, one invocation and one block each. */
export const smallFilesStep: AcceptanceStep = {
  name: 'small-files',
  title: 'Many small files arrive complete at every consumer',
  async run(target) {
    const sources = await uploadFiles(target);
    const deliveries = await awaitFiles(target, sources);
    const uploadTimes = await readUploadTimes(target, runKeyPrefix(target));
    const times = sources.map(({ key }, index) =>
      secondsAfterUpload(uploadTimes.get(key), deliveries[index]?.receipts ?? []),
    );
    const traces = deliveries.flatMap((delivery) => delivery?.trace ?? []);
    return {
      observation: {
        files: sources.length,
        published: traces.filter(({ producer }) => producer.complete).length,
        complete: countComplete(target, traces),
      },
      measurements: { secondsAfterUpload: summarizeDeliveries(times) },
    };
  },
  expectation: (target) => ({
    files: target.load.smallFiles,
    published: target.load.smallFiles,
    complete: everyConsumer(target, target.load.smallFiles),
  }),
};

function uploadFiles(target: AcceptanceTarget): Promise<TestObject[]> {
  const numbers = Array.from({ length: target.load.smallFiles }, (_, index) => index + 1);
  target.report(`  uploading ${numbers.length.toLocaleString('en')} files`);
  return concurrently(numbers, maxConcurrentRequests, (number) => {
    const lines = Array.from(
      { length: 1 + (number % 20) },
      (_, line) => `file ${number}, line ${line + 1}\n`,
    );
    return putObject(target, uploadKey(target, `small/${number}`), Buffer.from(lines.join('')));
  });
}

/** Polls only the files that are not complete yet. */
async function awaitFiles(
  target: AcceptanceTarget,
  sources: readonly TestObject[],
): Promise<readonly (Delivery | undefined)[]> {
  const deliveries: (Delivery | undefined)[] = sources.map(() => undefined);
  const isMissing = (index: number) => deliveries[index]?.trace.complete !== true;
  const { value } = await waitFor(target, {
    what: 'arrival of the small files at every consumer',
    timeoutMinutes: arrivalMinutes,
    probe: async () => {
      const missing = [...sources.keys()].filter(isMissing);
      await concurrently(missing, maxConcurrentRequests, async (index) => {
        const source = sources[index];
        if (source) deliveries[index] = await readDelivery(target, source);
      });
      const left = missing.filter(isMissing).length;
      const progress = `${sources.length - left} of ${sources.length} complete`;
      return { done: left === 0, value: deliveries, progress };
    },
  });
  return value;
}

function countComplete({ pipeline }: AcceptanceTarget, traces: readonly Trace[]): Record<string, number> {
  const consumers = traces.flatMap((trace) => trace.consumers);
  return Object.fromEntries(
    pipeline.consumers.map(({ name }) => [
      name,
      consumers.filter((consumer) => consumer.name === name && consumer.complete).length,
    ]),
  );
}
