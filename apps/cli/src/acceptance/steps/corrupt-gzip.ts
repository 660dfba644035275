import { gzipSync } from 'node:zlib';
import type { Trace } from '@headwaters/ledger';
import { findUploadFailures } from '../evidence/failure-records.js';
import { logFile, putObject, uploadKey } from '../evidence/test-object.js';
import { deliveryMinutes, traceUntil } from '../evidence/trace-wait.js';
import type { AcceptanceStep } from './step.js';

const contentBytes = 2_000_000;
const missingBytes = 1_000;

/** A gzip file that ends early. */
export const corruptGzipStep: AcceptanceStep = {
  name: 'corrupt-gzip',
  title: 'A corrupt gzip file is rejected, with a receipt and without a retry',
  disruption: 'raises the alarm for rejected uploads',
  async run(target) {
    const content = gzipSync(logFile(contentBytes)).subarray(0, -missingBytes);
    const startedAt = new Date(target.clock.now());
    const source = await putObject(target, uploadKey(target, 'corrupt'), content);
    const trace = await traceUntil(target, source, {
      what: 'rejection of the corrupt file',
      timeoutMinutes: deliveryMinutes,
      isDone: (each) => rejectionOf(each) !== undefined || each.complete,
    });
    const failures = await findUploadFailures(target, source.key, startedAt);
    return {
      observation: {
        published: trace.producer.complete,
        rejection: rejectionOf(trace) ?? null,
        failureRecords: failures.length,
      },
    };
  },
  expectation: () => ({ published: false, rejection: 'HEADWATERS_INPUT_CORRUPT', failureRecords: 0 }),
  scenarios: ({ rejection, failureRecords }) =>
    rejection === null
      ? []
      : [
          {
            name: 'does not retry an upload that the producer has rejected',
            rules: ['async.success'],
            versioning: true,
            steps: [
              { setFunction: { function: 'producer', behaviours: [{ respond: null }] } },
              { upload: { bucket: 'uploads', key: 'corrupt.txt', body: 'corrupt', by: 'put' } },
              { advanceSeconds: 600 },
            ],
            expect: {
              attempts: [{ seconds: 0, attempt: 1, outcome: 'succeeded' }],
              ...(failureRecords === 0 && { destinations: [] }),
            },
          },
        ],
};

/** The code of the producer's rejection. */
function rejectionOf({ producer }: Trace): string | undefined {
  return producer.gaps.find(({ state }) => state === 'rejected')?.why.split(':')[0];
}
