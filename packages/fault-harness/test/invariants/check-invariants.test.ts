import { describe, expect, test } from '@jest/globals';
import { checkInvariants } from '../../src/invariants/check-invariants.js';
import type { Evidence } from '../../src/observation/evidence.js';
import { archiveOf, consumer, evidence, invocation, outcome, upload } from '../support/sound-evidence.js';

const found = (changes: Partial<Evidence>) =>
  checkInvariants(evidence(changes)).map(({ invariant, detail }) => `${invariant} ${detail}`);

const whole = [outcome(0), outcome(6), outcome(12)];
const failed = { kind: 'failed', failure: { errorType: 'Error', errorMessage: '' } } as const;

describe('checkInvariants', () => {
  test('finds nothing where all went well, or where a redelivery brought a block again', () => {
    expect(found({})).toEqual([]);
    const again = [...whole, outcome(0)];
    expect(found({ consumers: [consumer(again, { archive: archiveOf(whole) ?? [] })] })).toEqual([]);
  });

  test.each<[string, Partial<Evidence>, string[]]>([
    [
      'I1: bytes that nobody got',
      { consumers: [consumer([outcome(0), outcome(12)])] },
      ['I1 archiver never got bytes 6-12 of f0 (18)'],
    ],
    [
      'I1: other bytes',
      { consumers: [consumer([outcome(0), outcome(6, { bytes: Buffer.from('LINE2\n') }), outcome(12)])] },
      ['I1 archiver got other bytes of f0 at 6'],
    ],
    [
      'I1: a block given up without need',
      { consumers: [consumer([outcome(0), outcome(6, { kind: 'givenUp' }), outcome(12)])] },
      ['I1 archiver: 1 records were given up; 0 had a lasting cause'],
    ],
    [
      'I1: a block accepted and not archived',
      { consumers: [consumer(whole, { archive: archiveOf(whole.slice(1)) ?? [] })] },
      ['I1 archiver accepted byte 0 of a file and did not archive it'],
    ],
    [
      'I1: a file rejected without need',
      { rejections: new Map([['f0', 'RetriesExhausted']]) },
      ['I1 f0 was rejected (RetriesExhausted) without a lasting cause'],
    ],
    [
      'I1: a loss',
      { losses: ['archiver: RetentionExceeded'] },
      ['I1 lost without a destination: archiver: RetentionExceeded'],
    ],
    [
      'I2: bytes under two ids',
      { consumers: [consumer([...whole, outcome(13, { bytes: Buffer.from('ine3\n') })])] },
      ['I2 archiver got bytes twice, under two ids: bucket/key@v1#13'],
    ],
    [
      'I2: a block archived twice',
      { consumers: [consumer(whole, { archive: archiveOf([...whole, outcome(12)]) ?? [] })] },
      ['I2 archiver archived a block twice: bucket/key@v1#12'],
    ],
    [
      'I3: later bytes before earlier ones',
      { consumers: [consumer([outcome(0), outcome(12), outcome(6)], { archive: archiveOf(whole) ?? [] })] },
      ['I3 archiver was given later bytes before these: bucket/key@v1#6'],
    ],
    [
      'I3: an archive that fills in another order',
      { consumers: [consumer(whole, { archive: archiveOf([outcome(0), outcome(12), outcome(6)]) ?? [] })] },
      ['I3 archiver archived later bytes before these: bucket/key@v1#6'],
    ],
    [
      'I4: a wait where nothing was wrong',
      { consumers: [consumer([...whole.slice(0, 2), outcome(12, { atMillis: 1_001 })])] },
      ['I4 archiver: 1 records waited on a shard where nothing was wrong'],
    ],
    ['I5: work that is left', { isIdle: false }, ['I5 work was left when time was up']],
    [
      'I5: an invocation beyond its time',
      {
        invocations: [
          invocation({
            outcome: { kind: 'failed', failure: { errorType: 'Sandbox.Timedout', errorMessage: '' } },
          }),
        ],
      },
      ['I5 archiver ran into its time limit'],
    ],
    [
      'I5: an invocation beyond its memory',
      { invocations: [invocation({ maxMemoryBytes: 1_048_577 })] },
      ['I5 archiver used 1048577 bytes of memory'],
    ],
  ])('finds %s', (_, changes, expected) => {
    expect(found(changes)).toEqual(expected);
  });

  test('accepts a rejection for an object that was deleted, and what it has of it', () => {
    const file = { ...upload.file, fate: 'versionDeleted' as const };
    const uploads = [{ ...upload, file }];
    const rejections = new Map([['f0', 'NoSuchVersion']]);
    expect(found({ uploads, rejections, consumers: [consumer([])] })).toEqual([]);
    expect(found({ uploads, consumers: [consumer([])] })).toHaveLength(1);
  });

  test('wants a damaged file to be rejected, even where all of it arrived', () => {
    const uploads = [{ ...upload, file: { ...upload.file, isDamaged: true } }];
    expect(found({ uploads })).toEqual(['I1 f0 is damaged and was not rejected']);
    expect(found({ uploads, rejections: new Map([['f0', 'corrupt']]) })).toEqual([]);
  });

  test('accepts a wait behind an invocation that failed, and none on another shard', () => {
    const consumers = [consumer([outcome(0), outcome(6, { atMillis: 5_000 }), outcome(12)])];
    expect(found({ consumers, invocations: [invocation({ outcome: failed })] })).toEqual([]);
    const elsewhere = JSON.stringify({ Records: [{ eventID: 'shardId-1:1' }] });
    expect(
      found({ consumers, invocations: [invocation({ outcome: failed, payload: elsewhere })] }),
    ).toHaveLength(1);
  });

  test.each([
    [true, 'accepted', 1],
    [true, 'givenUp', 0],
    [false, 'givenUp', 1],
    [false, 'accepted', 0],
  ] as const)(
    'wants a stranger that is poison (%s) and is %s to break %d promises',
    (isPoison, kind, count) => {
      const data = Buffer.from('stranger');
      const strangers = [{ partitionKey: 'stranger', data, isPoison }];
      const stranger = outcome(0, { kind, partitionKey: 'stranger', data, decoded: undefined });
      const sound = evidence();
      const consumers = [consumer([...whole, stranger])];
      expect(found({ plan: { ...sound.plan, strangers }, consumers })).toHaveLength(count);
    },
  );
});
