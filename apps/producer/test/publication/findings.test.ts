import { describe, expect, it } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import { Findings } from '../../src/publication/findings.js';
import type { Settings } from '../../src/publication/invocation.js';
import { runTask } from '../../src/publication/run-task.js';
import { fakeInvocation } from '../fakes/fake-invocation.js';
import { s3With } from '../fakes/fake-s3.js';

const source = { bucket: 'uploads', key: 'tanks.txt', versionId: 'v1' };
const task = { upload: { source }, start: startOfObject };
const object = 's3://uploads/tanks.txt?versionId=v1';
/** 1,000 lines; every fifth has the field. */
const tanks = '{"tank":"a"}\n{"Tank":"b"}\n{"Tank":"c"}\n{"Tank":"d"}\n{"Tank":"e"}\n'.repeat(200);

async function publish(content: string, missing: 'slot' | 'reject') {
  const invocation = fakeInvocation(s3With({ 'uploads/tanks.txt': content }).client, {
    settings: { partitioning: { strategy: 'field', field: '/tank', slotCount: 4, missing } },
  });
  await runTask(task, invocation);
  return invocation;
}

describe('Findings', () => {
  it('of records without the field: one warning per object with the fraction, and a count', async () => {
    const { ports, run } = await publish(tanks, 'slot');
    expect(ports.logger.warn.mock.calls).toEqual([
      [
        expect.stringMatching(/^800 of 1000 records have no value in the field "\/tank"/),
        { warning: 'HEADWATERS_RECORDS_WITHOUT_FIELD', object, records: 1_000, recordsWithoutField: 800 },
      ],
    ]);
    expect(run.counts).toMatchObject({
      recordsWithoutField: 800,
      recordsPublished: 1_000,
      objectsPublished: 1,
    });
  });

  it('with partitionMissing reject: rejects the object before anything is published', async () => {
    const { ports, run } = await publish(tanks, 'reject');
    expect(ports.ledger.mock.calls).toEqual([
      [
        expect.objectContaining({
          outcome: 'rejected',
          offset: 0,
          reason: expect.objectContaining({ code: 'HEADWATERS_FIELD_MISSING' }),
        }),
      ],
    ]);
    expect(run.counts).toMatchObject({ recordsPublished: 0, objectsRejected: 1 });
    expect(run.counts.recordsWithoutField).toBeGreaterThan(0);
  });

  it('with partitionMissing reject: publishes the cells before the first that has a record without the field', async () => {
    const content = `${'{"tank":"a"}\n'.repeat(100)}${'{"Tank":"b"}\n'.repeat(100)}`;
    const { ports, run } = await publish(content, 'reject');
    expect(
      ports.ledger.mock.calls.map(([{ outcome, offset, endOffset }]) => ({ outcome, offset, endOffset })),
    ).toEqual([
      { outcome: 'published', offset: 0, endOffset: 1_027 },
      { outcome: 'rejected', offset: 1_027, endOffset: undefined },
    ]);
    expect(run.counts.recordsPublished).toBe(79);
  });

  it('logs nothing if there are none', async () => {
    const { ports } = await publish('{"tank":"a"}\n', 'reject');
    expect(ports.logger.warn).not.toHaveBeenCalled();
  });

  it('of carriage returns only: one warning', () => {
    const findings = new Findings();
    findings.addCarriageReturnsOnly();
    const { ports } = fakeInvocation(s3With({}).client);
    findings.warn(ports.logger, { object });
    expect(ports.logger.warn.mock.calls).toEqual([
      [
        expect.stringMatching(/carriage returns only/),
        { warning: 'HEADWATERS_CARRIAGE_RETURNS_ONLY', object },
      ],
    ]);
  });
});

describe('Findings, of the text', () => {
  async function publishText(content: string | Uint8Array, settings: Partial<Settings>) {
    const invocation = fakeInvocation(s3With({ 'uploads/tanks.txt': content }).client, { settings });
    await runTask(task, invocation);
    return { warnings: invocation.ports.logger.warn.mock.calls, ...invocation };
  }

  it('warns of carriage returns only, and counts the object', async () => {
    const { warnings, run } = await publishText('one\rtwo\rthree', {});
    expect(warnings).toEqual([[expect.any(String), { warning: 'HEADWATERS_CARRIAGE_RETURNS_ONLY', object }]]);
    expect(run.counts).toMatchObject({
      objectsWithCarriageReturns: 1,
      recordsPublished: 1,
      objectsPublished: 1,
    });
  });

  it('warns of a quote that is not closed, with its offset and record', async () => {
    const { warnings } = await publishText('a,b\n1,"two\n3,four\n', { layout: 'csv' });
    expect(warnings).toEqual([
      [
        expect.stringMatching(/^The quote at byte 6, in record 2/),
        { warning: 'HEADWATERS_QUOTE_UNCLOSED', object, offset: 6, record: 2 },
      ],
    ]);
  });

  it('rejects UTF-16 without the setting, with what to set in the receipt', async () => {
    const { ports, run } = await publishText(Buffer.from('\ufeffone\ntwo\n', 'utf16le'), {});
    expect(ports.ledger.mock.calls.map(([{ outcome, reason }]) => [outcome, reason])).toEqual([
      [
        'rejected',
        {
          code: 'HEADWATERS_ENCODING_MISMATCH',
          message: expect.stringMatching(/looks like UTF-16 \(utf-16le\); set encoding to utf-16 or auto/),
        },
      ],
    ]);
    expect(run.counts).toMatchObject({ objectsRejected: 1, recordsPublished: 0 });
  });
});
