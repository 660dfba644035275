import { describe, expect, it } from '@jest/globals';
import {
  TerraformStack,
  allChecks,
  checkStack,
  describeFindings,
  type Finding,
} from '@headwaters/plan-check';
import { listFixtureFiles, readFixtures, resourcesOf, type Fixture } from './support/fixtures.js';

const findingsOf = (fixture: Fixture, id: string) =>
  checkStack(new TerraformStack(resourcesOf(fixture))).findings.filter((finding) => finding.id === id);

describe('checkStack', () => {
  const files = listFixtureFiles().map((file) => file.replace(/\.json$/, ''));

  it('has fixtures of checks alone', () => {
    const ids = allChecks.map(({ id }) => id);
    expect(files.filter((file) => !ids.includes(file))).toEqual([]);
  });

  describe.each(files)('%s', (id) => {
    const { failing, passing } = readFixtures(`${id}.json`);

    it.each(failing.map((fixture) => [fixture.name, fixture] as const))('reports %s', (_, fixture) => {
      expect(findingsOf(fixture, id).map(({ address }) => address)).toContain(fixture.address);
    });

    it.each(passing.map((fixture) => [fixture.name, fixture] as const))('accepts %s', (_, fixture) => {
      expect(findingsOf(fixture, id)).toEqual([]);
    });
  });
});

describe('describeFindings', () => {
  const finding: Finding = {
    id: 'unencrypted',
    severity: 'error',
    address: 'aws_kinesis_stream.orders',
    what: 'The stream stores records unencrypted.',
    why: 'Stored data must be unreadable without its key.',
    fix: 'Encrypt it.',
  };

  it('describes a finding in four lines', () => {
    expect(describeFindings([finding])).toBe(
      [
        'ERROR aws_kinesis_stream.orders (unencrypted)',
        '  The stream stores records unencrypted.',
        '  Why: Stored data must be unreadable without its key.',
        '  Fix: Encrypt it.',
        '',
      ].join('\n'),
    );
  });

  it('puts errors before warnings', () => {
    const text = describeFindings([{ ...finding, severity: 'warning' }, finding]);
    expect(text.match(/^(ERROR|WARNING)/gm)).toEqual(['ERROR', 'WARNING']);
  });

  it('says "No findings." for an empty list', () => {
    expect(describeFindings([])).toBe('No findings.\n');
  });
});
