import type { Gap, Trace } from '@headwaters/ledger';
import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../src/evidence/evidence.js';
import { checkLedger } from '../../src/invariants/check-ledger.js';
import { archiveOf, consumer, evidence, outcome, upload } from '../support/sound-evidence.js';

const size = upload.file.content.length;
const whole = [outcome(0), outcome(6), outcome(12)];
const inLedger = new Map([['f0', { reason: 'corrupt', isInLedger: true }]]);
const atDestination = new Map([['f0', { reason: 'RetriesExhausted', isInLedger: false }]]);

/** A trace in which the archive lacks these bytes. */
function traceWith(...gaps: Pick<Gap, 'start' | 'end' | 'state'>[]): ReadonlyMap<string, Trace> {
  const actor = { complete: true, bytes: size, gaps: [] };
  const told = gaps.map((gap) => ({ ...gap, at: undefined, why: 'why' }));
  const archive = { name: 'archive', complete: gaps.length === 0, bytes: 0, gaps: told, unreadable: [] };
  const source = { bucket: 'bucket', key: 'key', versionId: 'v1' };
  const about = { source, uploadedAt: undefined, sizeBytes: size, complete: gaps.length === 0 };
  return new Map([['f0', { ...about, producer: actor, consumers: [archive] }]]);
}

const found = (changes: Partial<Evidence>) => checkLedger(evidence(changes));

describe('checkLedger', () => {
  test('finds nothing where the ledger tells what was seen, or where there is no ledger', () => {
    expect(found({ traces: traceWith() })).toEqual([]);
    expect(found({})).toEqual([]);
  });

  test('finds bytes that were accepted and have no receipt', () => {
    const traces = traceWith({ start: 12, end: 18, state: 'missing' });
    expect(found({ traces, rejections: atDestination })).toEqual([
      'archiver, f0: no receipt for bytes 12-18, which were accepted',
    ]);
  });

  test('finds a file that arrived whole without the ledger saying so, unless it was rejected', () => {
    const traces = traceWith({ start: 18, end: Infinity, state: 'rejected' });
    expect(found({ traces, rejections: inLedger })).toEqual([]);
    expect(found({ traces })).toContain('archiver, f0: whole, but the ledger does not say so');
  });

  test('finds a receipt for bytes that are not in the archive', () => {
    const consumers = [consumer(whole, { archive: archiveOf(whole.slice(0, 2)) ?? [] })];
    const expected = ['archiver, f0: a receipt for bytes 12-18, which are not in the archive'];
    expect(found({ traces: traceWith(), consumers })).toEqual(expected);
  });

  test.each([
    ['dead-lettered', 'deadLettered', undefined, 0],
    ['dead-lettered', 'absent', undefined, 1],
    ['missing', 'deadLettered', undefined, 1],
    ['missing', 'absent', undefined, 1],
    ['missing', 'absent', atDestination, 0],
    ['missing', 'absent', inLedger, 1],
    ['rejected', 'absent', inLedger, 0],
    ['rejected', 'absent', atDestination, 1],
  ] as const)(
    'of bytes that are %s by the ledger and %s by the evidence finds, with rejections %j, %d faults',
    (state, end, rejections = new Map(), count) => {
      const seen = end === 'deadLettered' ? [outcome(12, { kind: 'deadLettered' })] : [];
      const consumers = [consumer([...whole.slice(0, 2), ...seen])];
      const traces = traceWith({ start: 12, end: 18, state });
      expect(found({ traces, consumers, rejections })).toHaveLength(count);
    },
  );

  test('finds a consumer that the ledger does not know', () => {
    const traces = new Map([...traceWith()].map(([name, trace]) => [name, { ...trace, consumers: [] }]));
    expect(found({ traces })).toEqual(['the ledger does not know archiver, f0']);
  });
});
