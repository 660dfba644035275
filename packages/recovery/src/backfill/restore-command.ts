import type { ObjectVersion } from '@headwaters/pipeline-contract';

/**
 * Returns the command that makes an archived version readable for a week.
 *
 * Source: https://docs.aws.amazon.com/cli/latest/reference/s3api/restore-object.html (read 2026-11-30).
 */
export function restoreCommand({ bucket, key, versionId }: ObjectVersion): string {
  const version = versionId === undefined ? '' : ` --version-id ${quoteForShell(versionId)}`;
  return (
    `aws s3api restore-object --bucket ${quoteForShell(bucket)} --key ${quoteForShell(key)}${version} ` +
    `--restore-request '{"Days":7,"GlacierJobParameters":{"Tier":"Bulk"}}'`
  );
}

/** Quotes a word for a POSIX shell. Control characters, which no terminal may receive, need `$'...'` of bash and zsh. */
export function quoteForShell(word: string): string {
  if (/^[\w./:=@%+-]+$/.test(word)) return word;
  if (!/\p{Cc}/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word
    .replace(/[\\']/g, (character) => `\\${character}`)
    .replace(/\p{Cc}/gu, (control) =>
      [...Buffer.from(control)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    );
  return `$'${escaped}'`;
}
