import { logFile, putObject, uploadKey } from '../evidence/test-object.js';
import { completeAt, everyConsumer, traceNow, traceUntilComplete } from '../evidence/trace-wait.js';
import type { AcceptanceStep } from './step.js';

const fileBytes = 200_000;

/** How long the object stays unreadable: longer than the first attempt takes, shorter than the wait before the second. */
const unreadableMillis = 30_000;

/**
 * The retries come after 1 and 2 more minutes, and a changed bucket policy needs seconds to take effect.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (read 2026-11-24).
 */
const arrivalMinutes = 8;

/** An object that the producer may not read at first, as with a wrong policy that is repaired later. */
export const unreadableObjectStep: AcceptanceStep = {
  name: 'unreadable-object',
  title: 'An object that is unreadable for a while is retried and arrives',
  disruption:
    'adds a statement to the bucket policy of the source bucket for a minute, and raises alarms for a failed upload',
  async run(target) {
    const { clock, pipeline, readDenial } = target;
    const key = uploadKey(target, 'unreadable');
    const { source, startMillis, whileUnreadable } = await readDenial.during(
      { bucket: pipeline.sourceBucket, key },
      async () => {
        const source = await putObject(target, key, logFile(fileBytes));
        const startMillis = clock.now();
        await clock.pause(unreadableMillis);
        return { source, startMillis, whileUnreadable: await traceNow(target, source) };
      },
    );
    const trace = await traceUntilComplete(target, source, arrivalMinutes);
    return {
      observation: {
        publishedWhileUnreadable: whileUnreadable.producer.bytes > 0,
        rejected: whileUnreadable.producer.gaps.some(({ state }) => state === 'rejected'),
        complete: completeAt(trace),
        arrivedAfterMinutes: Math.floor((clock.now() - startMillis) / 60_000),
      },
    };
  },
  expectation: (target) => ({
    publishedWhileUnreadable: false,
    rejected: false,
    complete: everyConsumer(target, true),
  }),
  scenarios: ({ publishedWhileUnreadable, arrivedAfterMinutes }) =>
    publishedWhileUnreadable === true
      ? []
      : [
          {
            name: 'runs a failed invocation again after the full minutes that the retry took',
            rules: ['async.retries'],
            versioning: true,
            steps: [
              {
                setFunction: {
                  function: 'producer',
                  behaviours: [{ throw: 'AccessDenied' }, { respond: null }],
                },
              },
              { upload: { bucket: 'uploads', key: 'unreadable.txt', body: 'text', by: 'put' } },
              { advanceSeconds: 600 },
            ],
            expect: {
              attempts: [
                { seconds: 0, attempt: 1, outcome: 'failed' },
                { seconds: 60 * Number(arrivedAfterMinutes), attempt: 2, outcome: 'succeeded' },
              ],
              destinations: [],
            },
          },
        ],
};
