import { describe, expect, it } from '@jest/globals';
import { checkInputs, describeReport, readStackFolder, type CheckReport } from '@headwaters/plan-check';
import { plainStream, writeFolder } from '../support/inputs.js';

function check(stream: object, suppress: object[] = []): CheckReport {
  const files = { 'main.tf.json': plainStream(stream), 'plan-check.json': { suppress } };
  return checkInputs([readStackFolder(writeFolder(files))]);
}

const unknown = check({ encryption_type: '${var.type}' });

describe('describeReport', () => {
  it('describes a finding in four lines, and counts', () => {
    expect(describeReport(check({}))).toBe(
      [
        'ERROR aws_kinesis_stream.orders (unencrypted)',
        '  The stream stores records unencrypted.',
        '  Why: Stored data must be unreadable without its key.',
        "  Fix: Set encryption_type to KMS and kms_key_id to 'alias/aws/kinesis' or a key of your own.",
        '',
        '1 error, 0 warnings.',
        '',
      ].join('\n'),
    );
  });

  it('puts errors before warnings', () => {
    const unused = { rule: 'unencrypted', address: 'aws_kinesis_stream.gone', reason: 'It is gone.' };
    const text = describeReport(check({}, [unused]));
    expect(text.match(/^(ERROR|WARNING)|^\d.*/gm)).toEqual(['ERROR', 'WARNING', '1 error, 1 warning.']);
  });

  it('says "No findings." only if everything was checked', () => {
    expect(describeReport(check({ encryption_type: 'KMS' }))).toBe('No findings.\n');
    expect(describeReport(unknown)).toBe(
      'No findings in what was checked; 1 not checked (--verbose lists them).\n',
    );
  });

  it('lists what was not checked and what is suppressed, if verbose', () => {
    expect(describeReport(unknown, { verbose: true })).toMatch(
      /^not checked: aws_kinesis_stream.orders \(unencrypted\): its encryption is an expression\n/,
    );
    const accepted = { rule: 'unencrypted', address: 'aws_kinesis_stream.orders', reason: 'Test data.' };
    expect(describeReport(check({}, [accepted]), { verbose: true })).toMatch(
      /^suppressed: aws_kinesis_stream.orders \(unencrypted\): Test data.\n/,
    );
  });
});
