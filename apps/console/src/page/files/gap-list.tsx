import type { FileGap } from '../../contract/file-coverage.js';
import { formatClock } from '../format/format-clock.js';

const maxListed = 3;

/** What will not come by itself, range by range, and why; the first three, and how many more there are. */
export function GapList({ gaps }: { readonly gaps: readonly FileGap[] }) {
  const final = gaps.filter(({ state }) => state !== 'missing');
  if (final.length === 0) return null;
  return (
    <ul class="gaps" aria-label="What it does not have">
      {final.slice(0, maxListed).map((gap) => (
        <li key={gap.start} data-start={gap.start} data-end={gap.end}>
          <span class="trouble">{gap.state}</span> {rangeOf(gap)}
          {gap.at !== undefined && ` at ${formatClock(Date.parse(gap.at))}`}: {gap.why}
        </li>
      ))}
      {final.length > maxListed && <li>and {String(final.length - maxListed)} ranges more</li>}
    </ul>
  );
}

/** As `trace` says it. */
function rangeOf({ start, end }: FileGap): string {
  if (end === undefined) return `bytes from ${start.toLocaleString('en')} on`;
  return `bytes ${start.toLocaleString('en')} to ${(end - 1).toLocaleString('en')}`;
}
