import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settingsReference } from '../../reference/settings-reference.js';

const page = settingsReference();

/** The cells of a setting's line. */
const lineOf = (setting: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| \`${setting}\` `))
    ?.split('|')
    .map((cell) => cell.trim());

describe('settingsReference', () => {
  it('is what SETTINGS.md says; if not, run `npm run settings:reference`', () => {
    expect(readFileSync(new URL('../../SETTINGS.md', import.meta.url), 'utf8')).toBe(page);
  });

  it('gives range, unit, default and reason of a number', () => {
    expect(lineOf('consumers[].batchRecords')?.slice(2, 5)).toEqual([
      '1 to 10,000 records',
      '`4`',
      'the largest batch of an event source mapping',
    ]);
  });

  it('says what must be stated, and what has no effect if it is left out', () => {
    expect(lineOf('environment')?.[3]).toBe('required');
    expect(lineOf('buckets.infrequentAccessDays')?.[3]).toBe('none');
  });

  it('says which choice a setting belongs to', () => {
    expect(lineOf('stream.capacity.shardCount')?.[4]).toMatch(/^with mode `provisioned`: /);
    expect(lineOf('consumers[].archiveFile')?.[4]).toMatch(/^with sink `own`: /);
  });

  it('leaves no setting without a reason', () => {
    const bare = page.split('\n').filter((line) => line.startsWith('| `') && /\|\s+\|$/.test(line));
    expect(bare).toEqual([]);
  });
});
