import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  type QuarantinedRecord,
  type StreamPosition,
  parseQuarantinedRecord,
  quarantineKey,
} from '@headwaters/pipeline-contract';
import { findBatchFailures } from '../evidence/failure-records.js';
import { damage, makeUnpublishedObject, putKinesisRecords } from '../evidence/test-records.js';
import { completeAt, deliveryMinutes, everyConsumer, traceNow } from '../evidence/trace-wait.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

/** A Kinesis record that can't be decoded, between two blocks of a file. */
export const damagedRecordStep: AcceptanceStep = {
  name: 'damaged-record',
  title: 'A Kinesis record that cannot be decoded is quarantined by every consumer, and its neighbours pass',
  disruption: 'raises the alarms for quarantined records',
  async run(target) {
    const startedAt = new Date(target.clock.now());
    const { source, records } = await makeUnpublishedObject(target, 'damaged-record', 2);
    const [first, second] = records;
    if (first === undefined || second === undefined)
      throw new RangeError('The test object must have two blocks.');
    const damaged = damage(first);
    const [, position] = await putKinesisRecords(target, [first, damaged, second]);
    if (position === undefined) throw new RangeError('Kinesis must return a position for each record.');
    const { value } = await waitFor(target, {
      what: 'quarantine of the damaged record and arrival of its neighbours',
      timeoutMinutes: deliveryMinutes,
      probe: async () => {
        const [quarantined, trace] = await Promise.all([
          readQuarantine(target, { position, since: startedAt }),
          traceNow(target, source),
        ]);
        const isDone = Object.values(quarantined).every((reason) => reason !== null) && trace.complete;
        return { done: isDone, value: { quarantined, neighbours: completeAt(trace) } };
      },
    });
    const failures = await Promise.all(
      target.pipeline.consumers.map(({ mappingId }) =>
        findBatchFailures(target, { mappingId, data: damaged }, startedAt),
      ),
    );
    return { observation: { ...value, failureRecords: failures.flat().length } };
  },
  expectation: (target) => ({
    quarantined: everyConsumer(target, 'permanent'),
    neighbours: everyConsumer(target, true),
    failureRecords: 0,
  }),
  scenarios: ({ neighbours, failureRecords }) =>
    Object.values(neighbours ?? {}).includes(false)
      ? []
      : [
          {
            name: 'moves the checkpoint past a record that the function has quarantined',
            rules: ['partial.success'],
            versioning: true,
            mapping: { function_response_types: ['ReportBatchItemFailures'] },
            steps: [
              {
                setFunction: { function: 'consumer', behaviours: [{ respond: { batchItemFailures: [] } }] },
              },
              {
                putRecords: {
                  stream: 'stream',
                  records: ['before', 'damaged', 'after'].map((data) => ({
                    data,
                    repeat: 1,
                    partitionKey: 'key',
                  })),
                },
              },
              { advanceSeconds: 600 },
            ],
            expect: {
              acknowledged: ['before', 'damaged', 'after'],
              ...(failureRecords === 0 && { destinations: [] }),
            },
          },
        ],
};

/** A Kinesis record, and a time before it was quarantined. */
interface Damaged {
  readonly position: StreamPosition;
  readonly since: Date;
}

/** The reason with which each consumer has quarantined a Kinesis record; null if it has not. */
async function readQuarantine(
  target: AcceptanceTarget,
  damaged: Damaged,
): Promise<Record<string, string | null>> {
  const entries = await Promise.all(
    target.pipeline.consumers.map(async ({ name }) => {
      const record = await readQuarantinedRecord(target, name, damaged);
      return [name, record?.reason.kind ?? null] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Its key has the day on which it was quarantined: the run may go on over midnight. */
async function readQuarantinedRecord(
  target: AcceptanceTarget,
  consumer: string,
  { position, since }: Damaged,
): Promise<QuarantinedRecord | undefined> {
  const days = [since, new Date(target.clock.now())].map((time) => time.toISOString());
  const keys = new Set(days.map((at) => quarantineKey({ consumer, at, ...position })));
  const records = await Promise.all([...keys].map((key) => readObject(target, key)));
  return records.find((record) => record !== undefined);
}

async function readObject(
  { clients, pipeline }: AcceptanceTarget,
  key: string,
): Promise<QuarantinedRecord | undefined> {
  try {
    const request = new GetObjectCommand({ Bucket: pipeline.failuresBucket, Key: key });
    const { Body: body } = await clients.s3.send(request);
    return parseQuarantinedRecord((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
