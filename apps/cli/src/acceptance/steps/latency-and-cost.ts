import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { receiptsPrefix } from '@headwaters/pipeline-contract';
import { countArchivedBlocks } from '../evidence/archived-blocks.js';
import {
  readDelivery,
  readUploadTimes,
  secondsAfterUpload,
  summarizeDeliveries,
  type Delivery,
} from '../evidence/delivery-times.js';
import { type FunctionUse, costOf, readFunctionMetric } from '../evidence/run-cost.js';
import { logFile, putObject, runKeyPrefix, uploadKey } from '../evidence/test-object.js';
import { deliveryMinutes } from '../evidence/trace-wait.js';
import type { JsonValue } from '../observation/json-value.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

const fileCount = 20;
const fileBytes = 100_000;

/** So that a file does not wait for the one before it. */
const pauseBetweenFilesMillis = 2_000;

/** CloudWatch shows a metric of Lambda some minutes after the invocation. */
const metricMinutes = 10;

/** Single files one after the other, and what the run so far costs. */
export const latencyAndCostStep: AcceptanceStep = {
  name: 'latency-and-cost',
  title: 'The time from upload to each consumer and the cost of the run are measured',
  async run(target) {
    const deliveries: Delivery[] = [];
    for (let number = 1; number <= fileCount; number++) {
      deliveries.push(await sendFile(target, `latency/${number}`));
      await target.clock.pause(pauseBetweenFilesMillis);
    }
    const uploadTimes = await readUploadTimes(target, runKeyPrefix(target));
    const times = deliveries.map(({ trace, receipts }) =>
      secondsAfterUpload(uploadTimes.get(trace.source.key), receipts),
    );
    const blocks = await countArchivedBlocks(target, runKeyPrefix(target));
    const receipts = await countReceipts(target);
    const functions = await readFunctions(target);
    return {
      observation: {
        files: fileCount,
        complete: deliveries.filter(({ trace }) => trace.complete).length,
      },
      measurements: {
        secondsAfterUpload: summarizeDeliveries(times),
        maxIteratorAgeMillis: functions?.iteratorAgeMillis ?? target.withoutCloudWatch ?? null,
        counted: {
          kinesisRecords: blocks?.count ?? null,
          streamBytes: blocks?.bytes ?? null,
          putPayloadUnits: blocks?.putPayloadUnits ?? null,
          receipts,
          invocations: functions === undefined ? null : sumInvocations(functions.uses),
        },
        dollarsSoFar: costOf({ blocks, receipts, functions: functions?.uses }),
      },
    };
  },
  expectation: () => ({ files: fileCount, complete: fileCount }),
};

/** Uploads a file and waits until every consumer has it. */
async function sendFile(target: AcceptanceTarget, name: string): Promise<Delivery> {
  const source = await putObject(target, uploadKey(target, name), logFile(fileBytes));
  const { value } = await waitFor(target, {
    what: `arrival of ${source.key} at every consumer`,
    timeoutMinutes: deliveryMinutes,
    probe: async () => {
      const delivery = await readDelivery(target, source);
      return { done: delivery.trace.complete, value: delivery };
    },
  });
  return value;
}

async function countReceipts(target: AcceptanceTarget): Promise<number> {
  const { clients, pipeline } = target;
  const prefix = `${receiptsPrefix}${pipeline.sourceBucket}/${runKeyPrefix(target)}`;
  const request = { Bucket: pipeline.ledgerBucket, Prefix: prefix };
  let count = 0;
  for await (const { KeyCount: keys = 0 } of paginateListObjectsV2({ client: clients.s3 }, request))
    count += keys;
  return count;
}

interface FunctionsInUse {
  readonly uses: readonly FunctionUse[];
  /** Largest IteratorAge of each consumer; null without data. */
  readonly iteratorAgeMillis: Record<string, JsonValue>;
}

/** Reads the metrics of all functions since the start of the run. `undefined` without CloudWatch. */
async function readFunctions(target: AcceptanceTarget): Promise<FunctionsInUse | undefined> {
  const { clients, clock, pipeline, startedAt } = target;
  if (target.withoutCloudWatch !== undefined) return undefined;
  const period = { since: startedAt, until: new Date(clock.now() + metricMinutes * 60_000) };
  const read = (functionName: string, metricName: 'Invocations' | 'Duration' | 'IteratorAge') =>
    readFunctionMetric(clients.cloudWatch, {
      ...period,
      functionName,
      metricName,
      statistic: metricName === 'IteratorAge' ? 'Maximum' : 'Sum',
    });
  const names = [pipeline.producerFunction, ...pipeline.consumers.map(({ functionName }) => functionName)];
  await waitFor(target, {
    what: 'metrics of the functions',
    timeoutMinutes: metricMinutes,
    probe: async () => {
      const counts = await Promise.all(names.map((name) => read(name, 'Invocations')));
      return { done: counts.every((count) => count !== undefined), value: undefined };
    },
  });
  const uses = await Promise.all(
    names.map(async (name) => ({
      invocations: (await read(name, 'Invocations')) ?? 0,
      durationMillis: (await read(name, 'Duration')) ?? 0,
      memoryMegabytes: pipeline.memoryMegabytes.get(name) ?? 0,
    })),
  );
  const ages = await Promise.all(
    pipeline.consumers.map(
      async ({ name, functionName }) => [name, (await read(functionName, 'IteratorAge')) ?? null] as const,
    ),
  );
  return { uses, iteratorAgeMillis: Object.fromEntries(ages) };
}

function sumInvocations(uses: readonly FunctionUse[]): number {
  return uses.reduce((sum, { invocations }) => sum + invocations, 0);
}
