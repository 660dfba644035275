import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { quoteForShell, restoreCommand } from '../../src/backfill/restore-command.js';

const words = [
  'plain/key.txt',
  'it\'s $(x) `y` \\ "z"',
  "line\nbreak\t\u001b[31m \\ ' \u0085",
  '',
  '-',
  '~',
  'ü',
];

describe('quoteForShell', () => {
  it('is what bash reads as the same word, without control characters', () => {
    const quoted = words.map(quoteForShell);
    const read = execFileSync('bash', ['-c', `printf '%s\\0' ${quoted.join(' ')}`], { encoding: 'utf8' });
    expect(read.split('\0').slice(0, -1)).toEqual(words);
    expect(quoted.filter((word) => /\p{Cc}/u.test(word))).toEqual([]);
  });
});

describe('restoreCommand', () => {
  it('has no days for an archive tier, where S3 refuses them', () => {
    const command = restoreCommand({ bucket: 'b', key: 'k' }, 'tier');
    expect(command).toMatch(/--restore-request '\{"GlacierJobParameters":\{"Tier":"Bulk"\}\}'$/);
  });

  it('names the version, also that from before versioning', () => {
    expect(restoreCommand({ bucket: 'b', key: 'k' })).toContain('--key k --version-id null ');
    expect(restoreCommand({ bucket: 'b', key: 'a b', versionId: 'v' })).toBe(
      `aws s3api restore-object --bucket b --key 'a b' --version-id v ` +
        `--restore-request '{"Days":7,"GlacierJobParameters":{"Tier":"Bulk"}}'`,
    );
  });
});
