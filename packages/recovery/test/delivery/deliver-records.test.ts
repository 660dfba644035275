import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { outOfTimeCode } from '@headwaters/pipeline-contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import { deliverRecords } from '../../src/delivery/invoke-consumer.js';
import type { RecoveryContext } from '../../src/pipeline/recovery-context.js';
import { testPipelineNames } from '../support/test-pipeline.js';

interface Event {
  readonly Records: { readonly kinesis: { readonly sequenceNumber: string; readonly data: string } }[];
  readonly headwatersRecovery: unknown;
}

/** Answers an invocation with the given sequence numbers: a payload, a function error, or a thrown error of Lambda. */
type Answer = (numbers: readonly number[], event: Event) => unknown;

class FunctionFailure {
  readonly payload: unknown;
  constructor(payload: unknown) {
    this.payload = payload;
  }
}

const invocations: number[][] = [];
const slept: number[] = [];
const requests: InvokeCommand['input'][] = [];

afterEach(() => {
  for (const list of [invocations, slept, requests]) list.length = 0;
});

function deliver(answer: Answer, count: number, { dataBytes = 3, firstBatchRecords = Infinity } = {}) {
  const send = ({ input }: InvokeCommand): Promise<object> => {
    const event = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()) as Event;
    const numbers = event.Records.map(({ kinesis }) => Number(kinesis.sequenceNumber));
    invocations.push(numbers);
    requests.push(input);
    const result = answer(numbers, event);
    if (result instanceof Error) return Promise.reject(result);
    const failed = result instanceof FunctionFailure;
    const payload = Buffer.from(JSON.stringify(failed ? result.payload : result));
    return Promise.resolve({ Payload: payload, ...(failed && { FunctionError: 'Unhandled' }) });
  };
  const context = {
    pipeline: testPipelineNames,
    lambda: { send } as unknown as LambdaClient,
    clock: { now: () => 0, sleep: (millis: number) => Promise.resolve(void slept.push(millis)) },
  } as unknown as RecoveryContext;
  const records = Array.from({ length: count }, (_, number) => ({
    ...{ shardId: 'shardId-000000000003', sequenceNumber: String(number), partitionKey: 'key' },
    ...{ arrivedAtMillis: 1_500, data: 'a'.repeat(dataBytes) },
  }));
  const consumer = { name: 'c', functionName: 'c-function', qualifier: 'live', mappingIds: [] };
  return deliverRecords(context, consumer, { kind: 'redrive', records, firstBatchRecords });
}

const accept: Answer = () => ({ batchItemFailures: [] });
const failAt = (number: number, failure?: { code: string; message: string }) => ({
  batchItemFailures: [{ itemIdentifier: String(number) }],
  ...(failure && { failure }),
});

describe('deliverRecords', () => {
  it('invokes the live alias synchronously with an event of Kinesis that has the marker', async () => {
    let event: Event | undefined;
    await deliver((_, sent) => ((event = sent), { batchItemFailures: [] }), 1);
    expect(requests).toMatchObject([
      { FunctionName: 'c-function', Qualifier: 'live', InvocationType: 'RequestResponse' },
    ]);
    expect(event).toEqual({
      headwatersRecovery: { kind: 'redrive' },
      Records: [
        {
          kinesis: {
            ...{ kinesisSchemaVersion: '1.0', partitionKey: 'key', sequenceNumber: '0', data: 'aaa' },
            approximateArrivalTimestamp: 1.5,
          },
          ...{ eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: 'shardId-000000000003:0' },
          ...{ eventName: 'aws:kinesis:record', awsRegion: 'eu-west-1' },
          eventSourceARN: testPipelineNames.streamArn,
        },
      ],
    });
  });

  it('returns the first that is not acknowledged, and why', async () => {
    const failure = { code: 'SINK_REFUSED', message: 'no' };
    expect(await deliver(() => failAt(2, failure), 5)).toMatchObject({ acknowledged: 2, failure });
  });

  it.each([499, 500, 501])('delivers %d records in batches of at most 500', async (count) => {
    expect(await deliver(accept, count)).toEqual({ acknowledged: count, failure: undefined });
    expect(invocations.map(({ length }) => length)).toEqual(count > 500 ? [500, 1] : [count]);
  });

  it.each([
    [2_000_000, [2, 2]],
    [2_000_001, [1, 1, 1, 1]],
    [5_000_000, [1, 1, 1, 1]],
  ])('splits batches at 4,000,000 bytes of base64: records of %d bytes', async (dataBytes, batches) => {
    await deliver(accept, 4, { dataBytes });
    expect(invocations.map(({ length }) => length)).toEqual(batches);
  });

  it('goes on after the time of an invocation was used up, unless it was not enough for one record', async () => {
    const outOfTime = { code: outOfTimeCode, message: 'no time' };
    const result = await deliver((numbers) => {
      const [first = 0] = numbers;
      return first < 4 ? failAt(first + 2, outOfTime) : failAt(first, outOfTime);
    }, 6);
    expect(result).toMatchObject({ acknowledged: 4, failure: outOfTime });
    expect(invocations.map(([first]) => first)).toEqual([0, 2, 4]);
  });

  it('finds the record that ends the process by halves, and delivers all before it', async () => {
    const killed = new FunctionFailure({ errorType: 'Runtime.ExitError', errorMessage: 'killed' });
    const accepted = new Set<number>();
    const result = await deliver((numbers) => {
      if (numbers.includes(37)) return killed;
      for (const number of numbers) accepted.add(number);
      return { batchItemFailures: [] };
    }, 100);
    expect(result).toEqual({
      acknowledged: 37,
      failure: { code: 'Runtime.ExitError', message: 'killed', isOfBatch: true },
    });
    expect([...accepted]).toEqual(Array.from({ length: 37 }, (_, number) => number));
    expect(invocations.length).toBeLessThan(20);
  });

  it('starts with as few records as asked for, and doubles', async () => {
    await deliver(accept, 10, { firstBatchRecords: 1 });
    expect(invocations.map(({ length }) => length)).toEqual([1, 2, 4, 3]);
  });

  it.each([
    ['an answer without batchItemFailures', { statusCode: 200 }, 'HEADWATERS_ANSWER_UNKNOWN'],
    ['an unknown sequence number', failAt(99), 'HEADWATERS_RECORD_NOT_ACCEPTED'],
    ['a consumer that gives no reason', failAt(0), 'HEADWATERS_RECORD_NOT_ACCEPTED'],
    ['an error without a type', new FunctionFailure('text'), 'FunctionError'],
    [
      'a record that is too large for an event',
      Object.assign(new Error('6 MB'), { name: 'RequestTooLargeException' }),
      'RequestTooLargeException',
    ],
  ])('takes %s for a failure of the first record', async (_, answer, code) => {
    expect(await deliver(() => answer, 3)).toMatchObject({ acknowledged: 0, failure: { code } });
  });

  it('takes null for success, as Lambda does', async () => {
    expect(await deliver(() => null, 3)).toEqual({ acknowledged: 3, failure: undefined });
  });

  it.each(['TooManyRequestsException', 'ServiceException', 'ResourceConflictException'])(
    'waits and tries again while Lambda answers %s, for five minutes',
    async (name) => {
      const refusal = Object.assign(new Error('slow down'), { name });
      let left = 5;
      const answer: Answer = () => (left-- > 0 ? refusal : { batchItemFailures: [] });
      expect(await deliver(answer, 1)).toMatchObject({ acknowledged: 1 });
      expect(slept.splice(0)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
      await expect(deliver(() => refusal, 1)).rejects.toThrow('slow down');
      expect(slept.slice(5)).toEqual([16_000, ...Array.from({ length: 8 }, () => 30_000)]);
    },
  );

  it('throws other errors of Lambda at once', async () => {
    await expect(deliver(() => new Error('denied'), 1)).rejects.toThrow('denied');
    expect(slept).toEqual([]);
  });
});
