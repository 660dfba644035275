import type { QuarantinedRecord, Receipt } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import type { Evidence, RecordOutcome } from '../../src/evidence/evidence.js';
import { refusalIdentity } from '../../src/faults/archive-refusals.js';
import { checkQuarantine } from '../../src/invariants/check-quarantine.js';
import { killerLine } from '../../src/killers/killer-record.js';
import {
  consumer,
  evidence,
  invocation,
  outcome,
  quarantineObject,
  receipt,
} from '../support/valid-evidence.js';

/** Evidence of the block at offset 6, which the archive refused on every attempt and the consumer quarantined. */
function refusedBlock({
  object = {},
  receiptChanges = {},
  changes = {},
}: {
  readonly object?: Partial<QuarantinedRecord>;
  readonly receiptChanges?: Partial<Receipt>;
  readonly changes?: Partial<RecordOutcome>;
} = {}) {
  const refused = outcome(6, { kind: 'quarantined', ...changes });
  const reason = { code: 'InvalidArgument', message: 'message' };
  return {
    refused,
    archiveRefused: new Set([refusalIdentity(refused.carried, refused.data)]),
    receipts: new Map([['r', [receipt(6, 12, { outcome: 'quarantined', reason, ...receiptChanges })]]]),
    consumers: [
      consumer([outcome(0), refused], {
        quarantined: new Map([[refused.quarantineId, quarantineObject(refused, object)]]),
      }),
    ],
  };
}

const found = (changes: Partial<Evidence>) => checkQuarantine(evidence(changes));
const block = 'offset 6 of key on shardId-0';

describe('checkQuarantine', () => {
  it('accepts a block that the archive refused, and that was quarantined after an hour with a receipt', () => {
    expect(found(refusedBlock())).toEqual([]);
    expect(found({})).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, string]>([
    [
      'a block without a planted cause',
      { ...refusedBlock(), archiveRefused: new Set() },
      `quarantined without a planted cause (unknown, InvalidArgument): ${block}`,
    ],
    [
      'a changed byte',
      refusedBlock({ object: { data: Buffer.from('other').toString('base64') } }),
      `changed a Kinesis record in quarantine: ${block}`,
    ],
    [
      'another partition key',
      refusedBlock({ object: { partitionKey: 'other' } }),
      `changed a Kinesis record in quarantine: ${block}`,
    ],
    [
      'an age of 3,599 s',
      refusedBlock({ object: { at: '2026-01-01T00:59:59.000Z' } }),
      `quarantined before the age limit: ${block}`,
    ],
    ['no receipt', { ...refusedBlock(), receipts: new Map() }, `quarantined without a receipt: ${block}`],
    [
      'a receipt of another range',
      refusedBlock({ receiptChanges: { endOffset: 11 } }),
      `quarantined without a receipt: ${block}`,
    ],
    [
      'a receipt of another consumer',
      refusedBlock({ receiptChanges: { actor: 'audit' } }),
      `quarantined without a receipt: ${block}`,
    ],
    [
      'an object without the source of its block',
      refusedBlock({ object: { source: undefined } }),
      `quarantined without a receipt: ${block}`,
    ],
    [
      'a refused block that was accepted',
      refusedBlock({ changes: { kind: 'accepted' } }),
      `accepted a Kinesis record to quarantine (unknown): ${block}`,
    ],
  ])('reports %s', (_, changes, expected) => {
    expect(found(changes)).toContain(`archiver ${expected}`);
  });

  it('reports a quarantine object that is missing or invalid, and one whose Kinesis record was not acknowledged', () => {
    const { refused, ...rest } = refusedBlock();
    const invalid = consumer([refused], { quarantined: new Map([[refused.quarantineId, undefined]]) });
    expect(found({ ...rest, consumers: [invalid] })).toEqual([
      `archiver stored no valid quarantine object: ${block}`,
    ]);
    const early = consumer([outcome(0)], { quarantined: new Map([['key', quarantineObject(refused)]]) });
    expect(found({ consumers: [early] })).toEqual([
      'archiver did not acknowledge key after it was quarantined',
    ]);
  });

  const undecodable = (changes: Partial<RecordOutcome> = {}) =>
    outcome(0, {
      data: Buffer.from('damaged'),
      decoded: undefined,
      carried: undefined,
      partitionKey: 'k',
      ...changes,
    });

  it('expects data that can not be decoded to be quarantined as permanent, at any age and without a receipt', () => {
    const record = undecodable({ kind: 'quarantined' });
    const reason = { kind: 'permanent', code: 'HEADWATERS_RECORD_CORRUPT', message: 'message' } as const;
    const object = quarantineObject(record, { reason, at: '2026-01-01T00:00:01.000Z' });
    const consumers = [consumer([record], { quarantined: new Map([[record.quarantineId, object]]) })];
    expect(found({ consumers })).toEqual([]);
    expect(found({ consumers: [consumer([undecodable()])] })).toEqual([
      'archiver accepted a Kinesis record to quarantine (permanent): key k on shardId-0',
    ]);
  });

  const killer = (changes: Partial<RecordOutcome> = {}) =>
    outcome(6, { bytes: killerLine('exit'), ...changes });
  const killed = { kind: 'killed', code: 'HEADWATERS_RECORD_KILLED', message: 'message' } as const;
  const unseen = { source: undefined, offset: undefined, endOffset: undefined, reason: killed };

  it('expects a killer to be quarantined as killed, after an hour and without a receipt', () => {
    const record = killer({ kind: 'quarantined' });
    const quarantinedAs = (changes: Partial<QuarantinedRecord>) => [
      consumer([record], {
        quarantined: new Map([[record.quarantineId, quarantineObject(record, { ...unseen, ...changes })]]),
      }),
    ];
    expect(found({ consumers: quarantinedAs({}) })).toEqual([]);
    expect(found({ consumers: quarantinedAs({ at: '2026-01-01T00:59:59.999Z' }) })).toEqual([
      `archiver quarantined before the age limit: ${block}`,
    ]);
    expect(found({ consumers: [consumer([killer()])] })).toEqual([
      `archiver accepted a Kinesis record to quarantine (killed): ${block}`,
    ]);
  });

  it('accepts another block that was quarantined as killed only if the seed kills consumers, and one that handled it', () => {
    const record = outcome(6, { kind: 'quarantined' });
    const object = quarantineObject(record, unseen);
    const consumers = [consumer([record], { quarantined: new Map([[record.quarantineId, object]]) })];
    const payload = JSON.stringify({ Records: [{ eventID: `shardId-0:${record.sequenceNumber}` }] });
    const failure = { errorType: 'Runtime.ExitError', errorMessage: '' };
    const invocations = [invocation({ payload, outcome: { kind: 'failed', failure } })];
    const { plan } = evidence();
    const killing = { ...plan, faults: { ...plan.faults, consumerCrashesAfter: [1] } };
    expect(found({ plan: killing, consumers, invocations })).toEqual([]);
    const expected = [
      `archiver quarantined without a planted cause (killed, HEADWATERS_RECORD_KILLED): ${block}`,
    ];
    expect(found({ plan: killing, consumers })).toEqual(expected);
    expect(found({ consumers, invocations })).toEqual(expected);
  });

  it('expects a consumer without an archive to accept what only the archive refuses', () => {
    const { refused, archiveRefused } = refusedBlock({ changes: { kind: 'accepted' } });
    const auditor = { functionName: 'auditor', name: 'audit', outcomes: [refused], quarantined: new Map() };
    expect(found({ archiveRefused, consumers: [auditor] })).toEqual([]);
  });
});
