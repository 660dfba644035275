import { describe, expect, it } from '@jest/globals';
import { playScript, readScript, type TranscriptEntry } from '@headwaters/stack-simulator';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const hold = { setFunction: { function: 'consumer', behaviours: [{ hold: true }] } };
const record = (data: string, explicitHashKey = '0') => ({ data, explicitHashKey });
const put = (...records: readonly object[]) => ({ putRecords: { stream: 'stream', records } });
const finish = (records: readonly string[], behaviour: object = { respond: null }) => ({
  finishInvocation: { function: 'consumer', records, behaviour },
});

/** Plays the steps and returns each invocation as its seconds, attempt, records and outcome. */
async function play(steps: readonly object[]): Promise<readonly string[]> {
  const entries: TranscriptEntry[] = [];
  await playScript({
    stackDirectory: writeStack(ingestStack({ shards: 2 })),
    steps: readScript({ steps }),
    onEntry: (entry) => entries.push(entry),
  });
  return entries.flatMap((entry) => {
    if (entry.type !== 'invocation') return [];
    const { Records } = entry.event as {
      readonly Records: { readonly kinesis: { readonly data: string } }[];
    };
    const data = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
    return [`${entry.seconds} ${entry.attempt} ${data.join()} ${entry.outcome.kind}`];
  });
}

const upperHalf = String(2n ** 127n);

describe('finishInvocation', () => {
  it('ends the invocations of two shards in the order of the steps', async () => {
    const puts = [put(record('a')), put(record('b', upperHalf))];
    expect(await play([hold, ...puts, finish(['b']), finish(['a'])])).toEqual([
      '0 1 b succeeded',
      '0 1 a succeeded',
    ]);
  });

  it('ends an invocation later, while the clock moves, and as it says', async () => {
    const steps = [hold, put(record('a')), { advanceSeconds: 60 }, finish(['a'], { throwOn: ['a'] })];
    expect(await play([...steps, { advanceSeconds: 0.5 }, finish(['a'])])).toEqual([
      '60 1 a failed',
      '60.5 2 a succeeded',
    ]);
  });

  it('names the held invocations if none matches', async () => {
    const steps = [hold, put(record('a'), record('b')), finish(['b'])];
    await expect(play(steps)).rejects.toThrow(
      'finishInvocation: no matching invocation of consumer is held. Held are: consumer [a, b], attempt 1.',
    );
  });
});

describe('readScript', () => {
  it('rejects a held invocation that ends by a hold', () => {
    expect(() => readScript({ steps: [finish([], { hold: true })] })).toThrow(/steps\.0/);
  });
});
