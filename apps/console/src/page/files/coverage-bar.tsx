import type { ByteSpan, ConsumerCoverage } from '../../contract/file-coverage.js';
import { formatDuration } from '../format/format-duration.js';
import { GapList } from './gap-list.js';

/** How much of a file one consumer has, byte range by byte range, and what became of the rest. */
export function CoverageBar({
  fileName,
  coverage,
  size,
}: {
  readonly fileName: string;
  readonly coverage: ConsumerCoverage;
  /** Of the file, in bytes. */
  readonly size: number;
}) {
  const { name, state, basis, covered, gaps } = coverage;
  const coveredBytes = covered.reduce((sum, { start, end }) => sum + end - start, 0);
  // Rounded down: 100 is for what is complete.
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
                class={`coverage-part coverage-${gapState === 'missing' && at ? 'under-way' : gapState}`}
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
      {basis === 'acknowledgements' && (
        <span class="coverage-note muted">Writes no receipts: this is what its mapping acknowledged.</span>
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
