import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/evidence/evidence.js';
import { checkFailures } from '../../src/invariants/check-failures.js';
import { killerLine } from '../../src/killers/killer-record.js';
import { consumer, evidence, invocation, outcome } from '../support/valid-evidence.js';

const found = (changes: Partial<Evidence>) => checkFailures(evidence(changes));

const endedWith = (errorType: string) =>
  invocation({ outcome: { kind: 'failed', failure: { errorType, errorMessage: '' } } });

const reported = invocation({
  outcome: { kind: 'succeeded', payload: '{"batchItemFailures":[{"itemIdentifier":"1"}]}' },
});

const { plan } = evidence();

describe('checkFailures', () => {
  it.each([
    ['a batch item failure', reported],
    ['TypeError', endedWith('TypeError')],
    ['Runtime.ExitError', endedWith('Runtime.ExitError')],
  ])('reports an invocation that ended with %s although no fault was injected', (result, failed) => {
    expect(found({ invocations: [invocation(), failed] })).toEqual([
      `archiver ended with ${result} for 1 Kinesis records, but no fault was injected`,
    ]);
  });

  it.each<[string, Partial<Evidence>]>([
    ['a fault of one of its calls', { invocations: [reported], faultyRequests: new Set(['request']) }],
    ['a throttled invocation', { invocations: [invocation({ outcome: { kind: 'throttled' } })] }],
    [
      'a bad deployment',
      { invocations: [endedWith('Runtime.ImportModuleError')], plan: { ...plan, badDeploymentMinutes: 50 } },
    ],
    [
      'a planned kill',
      {
        invocations: [endedWith('Runtime.ExitError')],
        plan: { ...plan, faults: { ...plan.faults, consumerCrashesAfter: [3] } },
      },
    ],
  ])('accepts %s as the cause', (_, changes) => {
    expect(found(changes)).toEqual([]);
  });

  it('accepts as the cause a killer in the batch, but not a Kinesis record that can not be decoded', () => {
    const killer = outcome(6, { bytes: killerLine('exit') });
    const damaged = outcome(6, { data: Buffer.from('damaged'), decoded: undefined, carried: undefined });
    const payloadOf = (sequenceNumber: string) =>
      JSON.stringify({ Records: [{ eventID: `shardId-0:${sequenceNumber}` }] });
    const consumers = [consumer([killer, damaged])];
    const killed = { ...endedWith('Runtime.ExitError'), payload: payloadOf(killer.sequenceNumber) };
    expect(found({ consumers, invocations: [killed] })).toEqual([]);
    const retried = { ...reported, payload: payloadOf(damaged.sequenceNumber) };
    expect(found({ consumers, invocations: [retried] })).toHaveLength(1);
  });
});
