import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/evidence/evidence.js';
import { checkInvariants } from '../../src/invariants/check-invariants.js';
import { archiveOf, consumer, evidence, invocation, outcome, upload } from '../support/valid-evidence.js';

const found = (changes: Partial<Evidence>) =>
  checkInvariants(evidence(changes)).map(({ invariant, detail }) => `${invariant} ${detail}`);

const complete = [outcome(0), outcome(6), outcome(12)];
const failed = { kind: 'failed', failure: { errorType: 'Error', errorMessage: '' } } as const;
const timedOut = {
  kind: 'failed',
  failure: { errorType: 'Sandbox.Timedout', errorMessage: '' },
} as const;

describe('checkInvariants', () => {
  it('returns nothing if all blocks were delivered, or if one was delivered again', () => {
    expect(found({})).toEqual([]);
    const again = [...complete, outcome(0)];
    expect(found({ consumers: [consumer(again, { archive: archiveOf(complete) ?? [] })] })).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, string[]]>([
    [
      'I1: bytes that were not delivered',
      { consumers: [consumer([outcome(0), outcome(12)])] },
      ['I1 archiver did not receive bytes 6-12 of f0 (18 bytes)'],
    ],
    [
      'I1: changed bytes',
      { consumers: [consumer([outcome(0), outcome(6, { bytes: Buffer.from('LINE2\n') }), outcome(12)])] },
      [
        'I1 archiver received changed bytes of f0 at offset 6',
        'I1 archiver archived changed bytes of f0 at offset 6',
      ],
    ],
    [
      'I1: a block that was dead-lettered',
      { consumers: [consumer([outcome(0), outcome(6, { kind: 'deadLettered' }), outcome(12)])] },
      ['I1 archiver: the block at offset 6 of key was dead-lettered'],
    ],
    [
      'I1: a block that was accepted but not archived',
      { consumers: [consumer(complete, { archive: archiveOf(complete.slice(1)) ?? [] })] },
      ['I1 archiver accepted the block at offset 0 of key but did not archive it'],
    ],
    [
      'I1: a file whose event was dead-lettered without a cause',
      { rejections: new Map([['f0', { reason: 'RetriesExhausted', isInLedger: false }]]) },
      ['I1 f0 was dead-lettered without a cause: RetriesExhausted'],
    ],
    [
      'I1: a file that was rejected although its content is valid',
      { rejections: new Map([['f0', { reason: 'AccessDenied', isInLedger: true }]]) },
      ['I1 f0 was rejected, but its content is valid: AccessDenied'],
    ],
    [
      'I1: a dropped batch',
      { losses: ['archiver: RetentionExceeded'] },
      ['I1 dropped without a failure destination: archiver: RetentionExceeded'],
    ],
    [
      'I2: bytes in two blocks',
      { consumers: [consumer([...complete, outcome(13, { bytes: Buffer.from('ine3\n') })])] },
      ['I2 archiver received bytes of another block again in block bucket/key@v1#13'],
    ],
    [
      'I2: a block that was archived twice',
      { consumers: [consumer(complete, { archive: archiveOf([...complete, outcome(12)]) ?? [] })] },
      ['I2 archiver archived block bucket/key@v1#12 twice'],
    ],
    [
      'I3: a block that was delivered after a later one',
      {
        consumers: [consumer([outcome(0), outcome(12), outcome(6)], { archive: archiveOf(complete) ?? [] })],
      },
      ['I3 archiver received block bucket/key@v1#6 after a later one'],
    ],
    [
      'I3: a Kinesis record that was acknowledged after a later one of its shard',
      { consumers: [consumer([outcome(0), outcome(6), outcome(12, { sequenceNumber: '0' })])] },
      ['I3 archiver acknowledged Kinesis record shardId-0:0 after a later one'],
    ],
    [
      'I4: a delay of 1,001 ms on a shard without a failure',
      { consumers: [consumer([...complete.slice(0, 2), outcome(12, { atMillis: 1_001 })])] },
      ['I4 archiver: 1 Kinesis records were delayed on shards without a failure: shardId-0'],
    ],
    [
      'I5: work in flight at the time limit',
      { isIdle: false },
      ['I5 work was still in flight at the time limit of the seed'],
    ],
    [
      'I4: a delay of 1,001 ms on a child shard without a failure, in a seed with a clock jump',
      {
        plan: {
          ...evidence().plan,
          clockJumpAfterCalls: 1,
          reshards: [{ kind: 'split', afterCalls: 1, position: 0 }],
        },
        shardParents: new Map([['shardId-1', ['shardId-0']]]),
        consumers: [
          consumer([...complete.slice(0, 2), outcome(12, { shardId: 'shardId-1', atMillis: 1_001 })]),
        ],
      },
      ['I4 archiver: 1 Kinesis records were delayed on shards without a failure: shardId-1'],
    ],
    [
      'I4: a delay of 1,001 ms of a file without a failed invocation',
      {
        consumers: [
          consumer([...complete.slice(0, 2), outcome(12, { arrivalMillis: 1_001, atMillis: 1_001 })]),
        ],
      },
      ['I4 1 blocks of f0 were delayed, but no invocation for it failed'],
    ],
    [
      'I5: an invocation that timed out',
      { invocations: [invocation({ outcome: timedOut })] },
      [
        'I4 archiver ended with Sandbox.Timedout for 1 Kinesis records, but no fault was injected',
        'I5 archiver timed out 1 times',
      ],
    ],
    [
      'I5: an invocation that used 1 byte more than its memory of 1 MiB',
      { invocations: [invocation({ maxMemoryBytes: 1_048_577 })] },
      ['I5 archiver used 1048577 bytes of memory; it has 1 MiB'],
    ],
  ])('reports %s', (_, changes, expected) => {
    expect(found(changes)).toEqual(expected);
  });

  it('accepts the timeout of an invocation whose process a record ends', () => {
    const faultyRequests = new Set(['request']);
    const changes = { faultyRequests, invocations: [invocation({ outcome: timedOut })] };
    expect(found(changes)).toEqual(['I5 archiver timed out 1 times']);
    expect(found({ ...changes, killedRequests: new Set(['request']) })).toEqual([]);
  });

  it('accepts the dead letter of a deleted object, and reports its missing bytes if there is none', () => {
    const file = { ...upload.file, objectChange: 'versionDeleted' as const };
    const uploads = [{ ...upload, file }];
    const rejections = new Map([['f0', { reason: 'NoSuchVersion', isInLedger: false }]]);
    expect(found({ uploads, rejections, consumers: [consumer([])] })).toEqual([]);
    expect(found({ uploads, consumers: [consumer([])] })).toHaveLength(1);
  });

  it.each([
    [20, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: No time left while reading', 0],
    [20, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: another reason', 1],
    [undefined, 'RetriesExhausted: 1 of 1 uploads failed: s3://b/k: No time left while reading', 1],
  ])(
    'with a producer timeout of %p seconds and the rejection %j returns %d violations',
    (timeoutSeconds, reason, count) => {
      const { plan } = evidence();
      const producer = { ...plan.producer, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
      const rejections = new Map([['f0', { reason, isInLedger: false }]]);
      expect(found({ plan: { ...plan, producer }, rejections })).toHaveLength(count);
    },
  );

  it('reports a damaged file that was not rejected, even if all bytes arrived', () => {
    const uploads = [{ ...upload, file: { ...upload.file, damage: 'bomb' as const } }];
    expect(found({ uploads })).toEqual(['I1 f0 is damaged but was not rejected']);
    const rejections = new Map([['f0', { reason: 'corrupt', isInLedger: true }]]);
    expect(found({ uploads, rejections })).toEqual([]);
  });

  it('accepts a delay on a shard with a failed invocation, and reports one on another shard', () => {
    const consumers = [consumer([outcome(0), outcome(6, { atMillis: 5_000 }), outcome(12)])];
    const faultyRequests = new Set(['request']);
    expect(found({ consumers, faultyRequests, invocations: [invocation({ outcome: failed })] })).toEqual([]);
    const elsewhere = JSON.stringify({ Records: [{ eventID: 'shardId-1:1' }] });
    expect(
      found({
        consumers,
        faultyRequests,
        invocations: [invocation({ outcome: failed, payload: elsewhere })],
      }),
    ).toHaveLength(1);
  });

  it('accepts a delay on a child of a shard with a failed invocation, and after a failed read of the same consumer', () => {
    const child = outcome(12, { shardId: 'shardId-1', atMillis: 5_000 });
    const consumers = [consumer([...complete.slice(0, 2), child])];
    const shardParents = new Map([['shardId-1', ['shardId-0']]]);
    const invocations = [invocation({ outcome: failed })];
    const faultyRequests = new Set(['request']);
    expect(found({ consumers, faultyRequests, invocations, shardParents })).toEqual([]);
    expect(found({ consumers, failedReads: new Set(['archiver shardId-1']) })).toEqual([]);
    expect(found({ consumers, failedReads: new Set(['auditor shardId-1']) })).toHaveLength(1);
  });

  it('accepts a delayed file if an invocation for it failed', () => {
    const late = { arrivalMillis: 90_000, atMillis: 90_000 };
    const consumers = [consumer(complete.map((_, index) => outcome(6 * index, late)))];
    const failedInvocation = {
      functionName: 'producer',
      maxMemoryBytes: 0,
      trigger: 'notification',
      payload: '{"versionId":"v1"}',
      outcome: failed,
    } as const;
    expect(found({ consumers, invocations: [invocation(failedInvocation)] })).toEqual([]);
  });

  it.each([
    ['denied', 181, 0],
    ['denied', 180, 1],
  ] as const)(
    'with S3 refusing the producer as %s for %d seconds and a dead-lettered event returns %d violations',
    (error, endSeconds, count) => {
      const { plan } = evidence();
      const outages = [{ caller: 'producer', bucket: 'source', error, startSeconds: 0, endSeconds }] as const;
      const rejections = new Map([['f0', { reason: 'RetriesExhausted', isInLedger: false }]]);
      expect(found({ plan: { ...plan, outages }, rejections })).toHaveLength(count);
    },
  );

  it('reports a foreign record without an outcome', () => {
    const foreignRecords = [{ partitionKey: 'foreign', data: Buffer.from('x'), kind: 'plain' as const }];
    expect(found({ foreignRecords })).toEqual([
      'I1 archiver: plain foreign record with key foreign has 0 outcomes',
    ]);
  });
});
