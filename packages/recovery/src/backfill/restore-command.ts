import type { ObjectVersion } from '@headwaters/pipeline-contract';

/**
 * Returns the command that makes an archived version readable: for a week, or from the archive tiers of S3 Intelligent-Tiering by a move
 * to its frequent access tier, for which a number of days is not allowed. Without a version id S3 would restore the current version,
 * which a version from before versioning, `null`, may not be.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html (read 2026-11-30).
 */
export function restoreCommand(
  { bucket, key, versionId = 'null' }: ObjectVersion,
  archive: 'class' | 'tier' = 'class',
): string {
  const days = archive === 'class' ? { Days: 7 } : {};
  const request = JSON.stringify({ ...days, GlacierJobParameters: { Tier: 'Bulk' } });
  return (
    `aws s3api restore-object --bucket ${quoteForShell(bucket)} --key ${quoteForShell(key)} ` +
    `--version-id ${quoteForShell(versionId)} --restore-request '${request}'`
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
