import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const workspaceFolder = fileURLToPath(new URL('../../../../', import.meta.url));

/** What the program prints. It runs in a process of its own: it imports an ES module that Jest can't load. */
const page = execFileSync(
  process.execPath,
  ['packages/workspace-tools/src/run-typescript.mjs', 'stacks/ingest/reference/main.ts'],
  { cwd: workspaceFolder, encoding: 'utf8' },
);

/** The cells of a setting's row. */
function rowOf(setting: string) {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`| \`${setting}\` `));
  const [, , values, defaultValue, description] = line?.split('|').map((cell) => cell.trim()) ?? [];
  return { values, defaultValue, description };
}

describe('settings:reference', () => {
  it('prints the page apps/docs/settings.md; if not, run `npm run settings:reference`', () => {
    expect(readFileSync(new URL('../../../../apps/docs/settings.md', import.meta.url), 'utf8')).toBe(page);
  });

  it('shows the range, unit, default and description of a number', () => {
    expect(rowOf('consumers[].batchRecords')).toEqual({
      values: '1 to 10,000 Kinesis records',
      defaultValue: '`100`',
      description:
        'with every sink but `delivery`: largest batch that the event source mapping sends to the function. Lambda closes a batch at 6 MB as well, so a large value is safe',
    });
  });

  it('distinguishes required settings from optional ones without a default', () => {
    expect(rowOf('environment').defaultValue).toBe('required');
    expect(rowOf('buckets.infrequentAccessDays').defaultValue).toBe('none');
  });

  it('says on what a default depends', () => {
    expect(rowOf('consumers[].fanOut').defaultValue).toBe(
      '`false` for the first consumer, `true` for the others',
    );
  });

  it('names the option that a setting belongs to', () => {
    expect(rowOf('stream.capacity.shardCount').description).toMatch(/^with mode `provisioned`: /);
    expect(rowOf('consumers[].archiveFile').description).toMatch(/^with sink `own`: /);
    expect(rowOf('consumers[].timeoutSeconds').description).toMatch(/^with every sink but `delivery`: /);
  });

  it('has a row for each setting of a rule, which is by default that of the producer', () => {
    expect(rowOf('uploads[].csvHeader').defaultValue).toBe('as `producer`');
    expect(rowOf('uploads[].suffix').defaultValue).toBe('required');
  });

  it('escapes the pipe, which would end a cell', () => {
    expect(page).toContain('`,`, `;`, `tab`, `\\|`, `auto`');
  });

  it('describes every setting', () => {
    const undescribed = page.split('\n').filter((line) => line.startsWith('| `') && /\|\s+\|$/.test(line));
    expect(undescribed).toEqual([]);
  });
});
