import type { Gap, Trace } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/evidence/evidence.js';
import { checkLedger } from '../../src/invariants/check-ledger.js';
import { archiveOf, consumer, evidence, outcome, upload } from '../support/valid-evidence.js';

const size = upload.file.content.length;
const complete = [outcome(0), outcome(6), outcome(12)];
const inLedger = new Map([['f0', { reason: 'corrupt', isInLedger: true }]]);
const atDestination = new Map([['f0', { reason: 'RetriesExhausted', isInLedger: false }]]);

/** Traces in which the archive consumer has these gaps. */
function traceWith(...gaps: Pick<Gap, 'start' | 'end' | 'state'>[]): ReadonlyMap<string, Trace> {
  const actor = { complete: true, bytes: size, gaps: [] };
  const archiveGaps = gaps.map((gap) => ({ ...gap, at: undefined, why: 'why' }));
  const archive = {
    name: 'archive',
    complete: gaps.length === 0,
    bytes: 0,
    gaps: archiveGaps,
    unreadable: [],
  };
  const source = { bucket: 'bucket', key: 'key', versionId: 'v1' };
  const object = {
    source,
    uploadedAt: undefined,
    sizeBytes: size,
    wire: undefined,
    complete: gaps.length === 0,
  };
  return new Map([['f0', { ...object, producer: actor, consumers: [archive] }]]);
}

const found = (changes: Partial<Evidence>) => checkLedger(evidence(changes));

describe('checkLedger', () => {
  it('returns nothing if the ledger agrees with the evidence or if there is no ledger', () => {
    expect(found({ traces: traceWith() })).toEqual([]);
    expect(found({})).toEqual([]);
  });

  it('reports accepted bytes without a receipt', () => {
    const traces = traceWith({ start: 12, end: 18, state: 'missing' });
    expect(found({ traces, rejections: atDestination })).toEqual([
      'archiver, f0: bytes 12-18 were accepted but have no receipt',
    ]);
  });

  it('reports a file that arrived completely but is incomplete in the ledger, unless it was rejected', () => {
    const traces = traceWith({ start: 18, end: Infinity, state: 'rejected' });
    expect(found({ traces, rejections: inLedger })).toEqual([]);
    expect(found({ traces })).toContain(
      'archiver, f0: all bytes were accepted, but the ledger does not list the file as complete',
    );
  });

  it('reports bytes with a receipt that are not in the archive', () => {
    const consumers = [consumer(complete, { archive: archiveOf(complete.slice(0, 2)) ?? [] })];
    const expected = ['archiver, f0: bytes 12-18 have a receipt but are not in the archive'];
    expect(found({ traces: traceWith(), consumers })).toEqual(expected);
  });

  it.each([
    ['quarantined', 'quarantined', undefined, 0],
    ['quarantined', 'absent', undefined, 1],
    ['missing', 'quarantined', atDestination, 1],
    ['dead-lettered', 'deadLettered', undefined, 0],
    ['dead-lettered', 'absent', undefined, 1],
    ['missing', 'deadLettered', undefined, 1],
    ['missing', 'absent', undefined, 1],
    ['missing', 'absent', atDestination, 0],
    ['missing', 'absent', inLedger, 1],
    ['rejected', 'absent', inLedger, 0],
    ['rejected', 'absent', atDestination, 1],
  ] as const)(
    'for bytes that are %s in the ledger and %s in the evidence, with rejections %j, returns %d messages',
    (state, end, rejections = new Map(), count) => {
      const observed = end === 'absent' ? [] : [outcome(12, { kind: end })];
      const consumers = [consumer([...complete.slice(0, 2), ...observed])];
      const traces = traceWith({ start: 12, end: 18, state });
      expect(found({ traces, consumers, rejections })).toHaveLength(count);
    },
  );

  it('reports a consumer without a trace in the ledger', () => {
    const traces = new Map([...traceWith()].map(([name, trace]) => [name, { ...trace, consumers: [] }]));
    expect(found({ traces })).toEqual(['archiver, f0: the ledger has no trace']);
  });
});
