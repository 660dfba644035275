import { formatSourceUri, type ByteRange } from '@headwaters/pipeline-contract';
import type { Failure, FailureGroup } from '@headwaters/recovery';
import { printable } from '../command-line/printable.js';
import { countOf, formatBytes, formatCount, formatSpan } from '../recovery/format-quantity.js';
import type { FailedFile } from './failure-files.js';

const kinds: Readonly<Record<FailureGroup['kind'], string>> = {
  batch: 'dead-lettered by Lambda',
  quarantined: 'quarantined by the consumer',
  upload: 'uploads that the producer failed on',
};

/** Ranges of a file that are printed. */
const maxRanges = 3;

/** A cause, with some of its files. */
export interface PrintedGroup extends FailureGroup {
  readonly files: readonly FailedFile[];
}

/** Formats failures by cause: how many, of which files and ranges, how old, and the message of the newest. */
export function formatFailures(groups: readonly PrintedGroup[]): string {
  if (groups.length === 0) return 'There are no failures.';
  return groups.map((group) => formatGroup(group).map(printable).join('\n')).join('\n\n');
}

function formatGroup(group: PrintedGroup): string[] {
  const { actor, kind, code, oldest, newest, files, fileCount } = group;
  const more = fileCount - files.length;
  return [
    `${actor}: ${code} (${kinds[kind]})`,
    `  ${[...formatCounts(group), `oldest ${formatAge(oldest)}`, `newest ${formatAge(newest)}`].join(', ')}`,
    ...files.map(({ uri, ranges }) => `  ${uri}${ranges.length === 0 ? '' : `, ${formatRanges(ranges)}`}`),
    ...(more > 0 ? [`  and ${countOf(more, 'more file')}; --json lists all of them`] : []),
    `  newest: ${newest.message}`,
  ];
}

function formatCounts(group: PrintedGroup): string[] {
  const { kind, failureCount, recordCount, bytes, foreignCount, unreadableCount } = group;
  if (kind === 'upload') return [countOf(failureCount, 'failed event')];
  return [
    `${countOf(recordCount, 'Kinesis record')} in ${countOf(failureCount, 'object')}`,
    formatBytes(bytes),
    ...(foreignCount > 0 ? [`${formatCount(foreignCount)} of other programs`] : []),
    ...(unreadableCount > 0 ? [`${formatCount(unreadableCount)} that can't be decoded`] : []),
  ];
}

function formatAge({ ageSeconds }: Failure): string {
  return `${formatSpan(ageSeconds * 1_000)} ago`;
}

/** The last byte is included. */
function formatRanges(ranges: readonly ByteRange[]): string {
  const shown = ranges.slice(0, maxRanges).map(({ start, end }) => `bytes ${start} to ${end - 1}`);
  const more = ranges.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${countOf(more, 'more range')}`] : [])].join(', ');
}

/** Converts a failure to one line of `failures --json`. Property names are stable. */
export function failureAsJson(failure: Failure): object {
  const { at, sources, ...rest } = failure;
  return {
    type: 'failure',
    at: at.toISOString(),
    ...rest,
    sources: sources.map(({ source, ranges }) => ({ ...source, uri: formatSourceUri(source), ranges })),
  };
}
