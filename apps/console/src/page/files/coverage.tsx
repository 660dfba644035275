import type { ByteSpan, ConsumerCoverage, FileGap } from '../../contract/file-coverage.js';
import { formatClock, formatDuration } from '../format.js';

/** Coverage of a file by one consumer as a bar, and the gaps below it. */
export function CoverageBar({
  fileName,
  coverage,
  size,
}: {
  readonly fileName: string;
  readonly coverage: ConsumerCoverage;
  /** Size of the file, in bytes. */
  readonly size: number;
}) {
  const { name, state, basis, covered, gaps } = coverage;
  const coveredBytes = covered.reduce((sum, { start, end }) => sum + end - start, 0);
  // Rounded down: only a complete file shows 100.
  const percent = state === 'complete' ? 100 : Math.floor((coveredBytes / Math.max(size, 1)) * 100);
  const words = describe(coverage, percent);
  return (
    <div class="coverage" data-consumer={name} data-state={state} data-basis={basis}>
      <span class="coverage-name" title={name}>
        {name}
      </span>
      <div
        class="coverage-track"
        role="progressbar"
        aria-label={`${fileName} at ${name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={words}
      >
        {state === 'complete' ? (
          <span class="coverage-part coverage-complete" style={{ left: '0%', width: '100%' }} />
        ) : (
          <>
            {gaps.map(({ start, end = size, state: gapState, at }) => (
              <span
                key={start}
                class={`coverage-part coverage-${gapState === 'missing' && at ? 'in-flight' : gapState}`}
                style={placeOf({ start, end }, size)}
              />
            ))}
            {covered.map((span) => (
              <span key={span.start} class="coverage-part coverage-accepted" style={placeOf(span, size)} />
            ))}
          </>
        )}
      </div>
      <span class="coverage-words">{words}</span>
      <GapList gaps={gaps} />
      {coverage.unreadable !== undefined && (
        <span class="coverage-note trouble">
          Damaged Kinesis records since the upload: {coverage.unreadable}. They may belong to this file.
        </span>
      )}
      {basis === 'acknowledgements' && (
        <span class="coverage-note muted">
          This consumer writes no receipts. The bar shows what its mapping acknowledged.
        </span>
      )}
    </div>
  );
}

function describe({ state, completeAfterMillis = 0 }: ConsumerCoverage, percent: number): string {
  if (state === 'complete') return `complete in ${formatDuration(completeAfterMillis)}`;
  return state === 'waiting' ? 'waiting' : `${percent} %`;
}

function placeOf({ start, end }: ByteSpan, size: number) {
  const percent = (bytes: number) => `${Math.min(100, (bytes / Math.max(size, 1)) * 100)}%`;
  return { left: percent(start), width: percent(Math.max(0, end - start)) };
}

const maxListed = 3;

/** The gaps that will not close without action: the first three, and the number of the others. */
function GapList({ gaps }: { readonly gaps: readonly FileGap[] }) {
  const final = gaps.filter(({ state }) => state !== 'missing');
  if (final.length === 0) return null;
  return (
    <ul class="gaps" aria-label="Missing byte ranges">
      {final.slice(0, maxListed).map((gap) => (
        <li key={gap.start} data-start={gap.start} data-end={gap.end}>
          <span class="trouble">{gap.state}</span> {rangeOf(gap)}
          {gap.at !== undefined && ` at ${formatClock(Date.parse(gap.at))}`}: {gap.why}
        </li>
      ))}
      {final.length > maxListed && <li>and {final.length - maxListed} more ranges</li>}
    </ul>
  );
}

/** Formats a gap like `trace`. */
function rangeOf({ start, end }: FileGap): string {
  if (end === undefined) return `bytes from ${start.toLocaleString('en')}`;
  return `bytes ${start.toLocaleString('en')} to ${(end - 1).toLocaleString('en')}`;
}

const states = [
  ['accepted', 'accepted'],
  ['in-flight', 'in flight'],
  ['dead-lettered', 'dead-lettered, quarantined or discarded'],
  ['complete', 'complete'],
] as const;

/** Legend of the coverage bars. */
export function CoverageLegend() {
  return (
    <ul class="legend" aria-label="Colors of the coverage bars">
      {states.map(([state, words]) => (
        <li key={state}>
          <span class={`legend-swatch coverage-${state}`} aria-hidden="true" /> {words}
        </li>
      ))}
    </ul>
  );
}
