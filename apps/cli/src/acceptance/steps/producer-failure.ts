import { InvokeCommand } from '@aws-sdk/client-lambda';
import { destinationOf, findUploadFailures, observeFailure } from '../evidence/failure-records.js';
import { uploadKey } from '../evidence/test-object.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

/**
 * Two retries, after 1 and 2 minutes, and what Lambda needs to write the record.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (read 2026-11-24).
 */
const recordMinutes = 10;

/** A second record of the same event would be written soon after the first. */
const afterRecordMillis = 30_000;

/** A notification for an object that does not exist, so that every attempt fails. */
export const producerFailureStep: AcceptanceStep = {
  name: 'producer-failure',
  title: "The producer's failure destination receives one record, after the last retry",
  disruption: 'raises the alarms for failed uploads',
  async run(target) {
    const key = uploadKey(target, 'never-uploaded');
    const startedAt = new Date(target.clock.now());
    await notifyProducer(target, key);
    const { value: first } = await waitFor(target, {
      what: "record in the producer's failure destination",
      timeoutMinutes: recordMinutes,
      probe: async () => {
        const [record] = await findUploadFailures(target, key, startedAt);
        return { done: record !== undefined, value: record };
      },
    });
    const afterMinutes = (target.clock.now() - startedAt.getTime()) / 60_000;
    await target.clock.pause(afterRecordMillis);
    const records = await findUploadFailures(target, key, startedAt);
    return {
      observation: {
        records: records.length,
        ...(first && observeFailure(first)),
        afterMinutes: first === undefined ? null : Math.floor(afterMinutes),
      },
    };
  },
  expectation: () => ({ records: 1, condition: 'RetriesExhausted', hasEvent: true }),
  scenarios: (observation) =>
    observation['records'] === 0
      ? []
      : [
          {
            name: 'sends an event to the failure destination after the last attempt',
            rules: ['async.retries', 'async.record'],
            versioning: true,
            steps: [
              { setFunction: { function: 'producer', behaviours: [{ throw: 'NoSuchKey' }] } },
              { upload: { bucket: 'uploads', key: 'failing.txt', body: 'text', by: 'put' } },
              { advanceSeconds: 600 },
            ],
            expect: {
              destinations: [destinationOf(observation)],
            },
          },
        ],
};

/** Invokes the producer asynchronously with the event of an upload, as S3 would. */
async function notifyProducer({ clients, pipeline }: AcceptanceTarget, key: string): Promise<void> {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: pipeline.region,
    eventTime: new Date().toISOString(),
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: pipeline.sourceBucket },
      object: { key, size: 1, eTag: '00000000000000000000000000000000', sequencer: '00' },
    },
  };
  await clients.lambda.send(
    new InvokeCommand({
      FunctionName: pipeline.producerReference,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ Records: [record] })),
    }),
  );
}
