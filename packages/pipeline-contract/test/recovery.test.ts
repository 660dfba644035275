import {
  type FailureClosure,
  closureKey,
  closureObject,
  parseClosure,
  parseRecoveryAnswer,
  recoveryKindOf,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

const position = { stream: 'records', shardId: 'shardId-000000000001', sequenceNumber: '4964602183951' };

describe('recoveryKindOf', () => {
  it('reads the command that sent an event', () => {
    expect(recoveryKindOf({ Records: [], headwatersRecovery: { kind: 'redrive' } })).toBe('redrive');
  });

  it.each([undefined, null, {}, { Records: [] }, { headwatersRecovery: { kind: 'other' } }])(
    'returns undefined for %j',
    (event) => {
      expect(recoveryKindOf(event)).toBeUndefined();
    },
  );
});

describe('parseRecoveryAnswer', () => {
  it('reads the failures and why the first failed', () => {
    const answer = {
      batchItemFailures: [{ itemIdentifier: '1' }],
      failure: { code: 'HEADWATERS_RECORD_CORRUPT', message: 'damaged' },
    };
    expect(parseRecoveryAnswer(answer)).toEqual(answer);
  });

  it('reads the answer of another consumer', () => {
    expect(parseRecoveryAnswer({ batchItemFailures: [] })).toEqual({ batchItemFailures: [] });
    expect(parseRecoveryAnswer(null)).toEqual({ batchItemFailures: [] });
  });

  it.each([undefined, 'done', {}, { batchItemFailures: [{}] }])('returns undefined for %j', (answer) => {
    expect(parseRecoveryAnswer(answer)).toBeUndefined();
  });
});

describe('closureObject', () => {
  const closure: FailureClosure = {
    closureVersion: 1,
    consumer: 'a/b',
    ...position,
    content: 'unreadable',
    outcome: 'discarded',
    reason: 'a test record',
    by: 'arn:aws:iam::123456789012:role/operator',
    at: '2026-11-30T10:00:00.000Z',
  };

  it('is parsed to the same closure', () => {
    const { Key, Body } = closureObject(closure);
    expect(Key).toBe(closureKey('a/b', position));
    expect(Key).toBe('closures/a%2Fb/records/shardId-000000000001/4964602183951.json');
    expect(parseClosure(Body)).toEqual(closure);
  });

  it.each(['', '{}', JSON.stringify({ ...closure, closureVersion: 2 })])(
    'returns undefined for %j',
    (text) => {
      expect(parseClosure(text)).toBeUndefined();
    },
  );
});
