import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../src/evidence/evidence.js';
import { checkInvariants } from '../../src/invariants/check-invariants.js';
import { archiveOf, consumer, evidence, invocation, outcome, upload } from '../support/sound-evidence.js';

const found = (changes: Partial<Evidence>) =>
  checkInvariants(evidence(changes)).map(({ invariant, detail }) => `${invariant} ${detail}`);

const whole = [outcome(0), outcome(6), outcome(12)];
const failed = { kind: 'failed', failure: { errorType: 'Error', errorMessage: '' } } as const;
const timedOut = {
  kind: 'failed',
  failure: { errorType: 'Sandbox.Timedout', errorMessage: '' },
} as const;

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
      { consumers: [consumer([outcome(0), outcome(6, { kind: 'deadLettered' }), outcome(12)])] },
      ['I1 archiver: 1 records were given up; 0 had a lasting cause'],
    ],
    [
      'I1: a block accepted and not archived',
      { consumers: [consumer(whole, { archive: archiveOf(whole.slice(1)) ?? [] })] },
      ['I1 archiver accepted byte 0 of a file and did not archive it'],
    ],
    [
      'I1: a file rejected without need',
      { rejections: new Map([['f0', { reason: 'RetriesExhausted', isInLedger: false }]]) },
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
      'I4: a wait where nothing was wrong, though the clock jumped and shards changed meanwhile',
      {
        plan: {
          ...evidence().plan,
          clockJumpAfterCalls: 1,
          reshards: [{ kind: 'split', afterCalls: 1, place: 0 }],
        },
        shardParents: new Map([['shardId-1', ['shardId-0']]]),
        consumers: [consumer([...whole.slice(0, 2), outcome(12, { shardId: 'shardId-1', atMillis: 1_001 })])],
      },
      ['I4 archiver: 1 records waited on a shard where nothing was wrong'],
    ],
    [
      'I4: a file that waited though nothing was wrong with it',
      {
        consumers: [consumer([...whole.slice(0, 2), outcome(12, { arrivalMillis: 1_001, atMillis: 1_001 })])],
      },
      ['I4 1 blocks of f0 came late, though nothing was wrong with it'],
    ],
    [
      'I5: an invocation beyond its time',
      { invocations: [invocation({ outcome: timedOut })] },
      ['I5 archiver ran into its time limit 1 times; 0 had a reason'],
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
    const rejections = new Map([['f0', { reason: 'NoSuchVersion', isInLedger: true }]]);
    expect(found({ uploads, rejections, consumers: [consumer([])] })).toEqual([]);
    expect(found({ uploads, consumers: [consumer([])] })).toHaveLength(1);
  });

  test.each([
    [20, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: No time left while reading', 0],
    [20, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: another reason', 1],
    [undefined, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: No time left while reading', 1],
  ])('where invocations have %p seconds takes %j for %d promises broken', (timeoutSeconds, reason, count) => {
    const { plan } = evidence();
    const producer = { ...plan.producer, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
    const rejections = new Map([['f0', { reason, isInLedger: false }]]);
    expect(found({ plan: { ...plan, producer }, rejections })).toHaveLength(count);
  });

  test('wants a damaged file to be rejected, even where all of it arrived', () => {
    const uploads = [{ ...upload, file: { ...upload.file, damage: 'bomb' as const } }];
    expect(found({ uploads })).toEqual(['I1 f0 is damaged and was not rejected']);
    const rejections = new Map([['f0', { reason: 'corrupt', isInLedger: true }]]);
    expect(found({ uploads, rejections })).toEqual([]);
  });

  test('accepts a wait behind an invocation that failed, and none on another shard', () => {
    const consumers = [consumer([outcome(0), outcome(6, { atMillis: 5_000 }), outcome(12)])];
    expect(found({ consumers, invocations: [invocation({ outcome: failed })] })).toEqual([]);
    const elsewhere = JSON.stringify({ Records: [{ eventID: 'shardId-1:1' }] });
    expect(
      found({ consumers, invocations: [invocation({ outcome: failed, payload: elsewhere })] }),
    ).toHaveLength(1);
  });

  test('accepts a wait on a shard that came of one that was held up, and one behind a failed reading', () => {
    const child = outcome(12, { shardId: 'shardId-1', atMillis: 5_000 });
    const consumers = [consumer([...whole.slice(0, 2), child])];
    const shardParents = new Map([['shardId-1', ['shardId-0']]]);
    const invocations = [invocation({ outcome: failed })];
    expect(found({ consumers, invocations, shardParents })).toEqual([]);
    expect(found({ consumers, readingsFailed: new Set(['archiver shardId-1']) })).toEqual([]);
    expect(found({ consumers, readingsFailed: new Set(['auditor shardId-1']) })).toHaveLength(1);
  });

  test('accepts a file that came late because an invocation for it failed', () => {
    const late = { arrivalMillis: 90_000, atMillis: 90_000 };
    const consumers = [consumer(whole.map((_, index) => outcome(6 * index, late)))];
    const about = {
      functionName: 'producer',
      maxMemoryBytes: 0,
      trigger: 'notification',
      payload: '{"versionId":"v1"}',
      outcome: failed,
    } as const;
    expect(found({ consumers, invocations: [invocation(about)] })).toEqual([]);
  });

  test('accepts an invocation beyond its time whose call was never answered', () => {
    const invocations = [invocation({ outcome: timedOut })];
    expect(found({ invocations, hangs: new Map([['archiver', 1]]) })).toEqual([]);
  });

  test.each([
    ['undecodable', 'accepted', 1],
    ['undecodable', 'deadLettered', 0],
    ['refused', 'accepted', 1],
    ['refused', 'deadLettered', 0],
    ['plain', 'deadLettered', 1],
    ['plain', 'accepted', 0],
  ] as const)('wants a stranger that is %s and %s by an archive to break %d promises', (kind, end, count) => {
    const data = Buffer.from('stranger');
    const foreignRecords = [{ partitionKey: 'stranger', data, kind }];
    const stranger = outcome(0, { kind: end, partitionKey: 'stranger', data, decoded: undefined });
    expect(found({ foreignRecords, consumers: [consumer([...whole, stranger])] })).toHaveLength(count);
  });

  test('wants a reference that an archive refuses to be accepted where there is no archive', () => {
    const data = Buffer.from('stranger');
    const foreignRecords = [{ partitionKey: 'stranger', data, kind: 'refused' as const }];
    const stranger = outcome(0, { data, decoded: undefined });
    const auditor = { functionName: 'auditor', name: 'audit', outcomes: [...whole, stranger] };
    expect(found({ foreignRecords, consumers: [auditor] })).toEqual([]);
  });
});
