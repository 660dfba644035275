import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkInputs, readStackFolder, readSuppressions, type CheckReport } from '@headwaters/plan-check';
import { namedFence } from '@headwaters/test-kit/markdown-fences';
import { plainStream, writeFolder } from '../support/inputs.js';

const address = 'aws_kinesis_stream.orders';
const rule = 'unencrypted';
const reason = 'Test data.';
const inFile = (...suppress: object[]) => ({ 'plan-check.json': { suppress } });

function check(stream: object = {}, files: Readonly<Record<string, unknown>> = {}): CheckReport {
  return checkInputs([readStackFolder(writeFolder({ 'main.tf.json': plainStream(stream), ...files }))]);
}

const found = ({ findings }: CheckReport) =>
  findings.map((each) => `${each.severity} ${each.id} ${each.address}`);

describe('a suppression', () => {
  it.each([
    ['in plan-check.json', {}, inFile({ rule, address, reason })],
    ['in the comment of a resource', { '//': `Note. plan-check: ignore ${rule}: ${reason}` }, {}],
    ['beside the metadata of cdktf', { '//': { metadata: {}, planCheck: [{ rule, reason }] } }, {}],
  ])('%s accepts a finding, with its reason', (_, stream, files) => {
    const report = check(stream, files);
    expect(found(report)).toEqual([]);
    expect(report.suppressed.map(({ id, suppression }) => [id, suppression.reason])).toEqual([
      [rule, reason],
    ]);
  });

  it.each([
    ['no reason', { rule, address }],
    ['a blank reason', { rule, address, reason: '  ' }],
  ])('with %s has no effect, and is an error', (_, entry) => {
    expect(found(check({}, inFile(entry)))).toEqual([
      `error ${rule} ${address}`,
      `error suppression ${address}`,
    ]);
  });

  it('is in the file of the documentation', () => {
    const page = readFileSync(new URL('../../../../apps/docs/plan-check.md', import.meta.url), 'utf8');
    const file: unknown = JSON.parse(namedFence(page, 'suppressions'));
    expect(found(check({}, { 'plan-check.json': file }))).toEqual([]);
  });

  it('that matches nothing is a warning', () => {
    const report = check({ encryption_type: 'KMS' }, inFile({ rule, address, reason }));
    expect(found(report)).toEqual([`warning suppression ${address}`]);
  });

  it('of an unknown rule is an error', () => {
    const report = check({ encryption_type: 'KMS' }, inFile({ rule: 'unencripted', address, reason }));
    expect(found(report)).toEqual([`error suppression ${address}`]);
  });

  it('accepts also that a rule is not checked', () => {
    const stream = { encryption_type: '${var.type}' };
    expect(check(stream).notChecked).toHaveLength(1);
    const report = check(stream, inFile({ rule, address, reason }));
    expect([report.notChecked, report.findings]).toEqual([[], []]);
  });

  it('of a shared file is used if one of the stacks has the finding', () => {
    const folders = [
      writeFolder({ 'a.tf.json': plainStream() }),
      writeFolder({ 'a.tf.json': plainStream({ encryption_type: 'KMS' }) }),
    ];
    const shared = [{ rule, address, reason, origin: 'shared.json', kind: 'file' as const }];
    expect(found(checkInputs(folders.map(readStackFolder), shared))).toEqual([]);
  });
});

describe('readSuppressions', () => {
  it.each([
    ['a list', []],
    ['an object without suppress', {}],
    ['an entry without a rule', { suppress: [{ address }] }],
  ])('rejects %s', (_, content) => {
    const file = join(writeFolder({ 'plan-check.json': content }), 'plan-check.json');
    expect(() => readSuppressions(file)).toThrow(
      expect.objectContaining({ code: 'HEADWATERS_PLAN_UNREADABLE', message: expect.stringContaining(file) }),
    );
  });
});
