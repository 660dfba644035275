import type { ByteSpan, ConsumerCoverage } from '@headwaters/console-contract';
import { formatBytes } from '../format/format-bytes.js';
import { formatCount } from '../format/format-count.js';
import { formatDuration } from '../format/format-duration.js';

/** How much of a file one consumer has, byte range by byte range. */
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
  const { name, state, covered, deadLettered } = coverage;
  const coveredBytes = covered.reduce((sum, { start, end }) => sum + end - start, 0);
  // Rounded down: 100 is for what is complete.
  const percent = state === 'complete' ? 100 : Math.floor((coveredBytes / Math.max(size, 1)) * 100);
  const words = describe(coverage, percent);
  return (
    <div class="coverage" data-consumer={name} data-state={state}>
      <span class="coverage-name">{name}</span>
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
            {covered.map((span) => (
              <span key={span.start} class="coverage-part" style={placeOf(span, size)} />
            ))}
            {deadLettered.map((span) => (
              <span key={span.start} class="coverage-part coverage-dead" style={placeOf(span, size)} />
            ))}
          </>
        )}
      </div>
      <span class={state === 'dead-lettered' ? 'coverage-words trouble' : 'coverage-words'}>{words}</span>
    </div>
  );
}

function describe(coverage: ConsumerCoverage, percent: number): string {
  const { state, records, deadLettered, completeAfterMillis = 0 } = coverage;
  if (state === 'complete')
    return `complete, ${formatCount(records, 'record')} in ${formatDuration(completeAfterMillis)}`;
  if (state === 'dead-lettered') {
    const ranges = deadLettered.map(({ start, end }) => `${formatBytes(start)} to ${formatBytes(end)}`);
    return `${String(percent)} %, dead-lettered ${ranges.join(', ')}`;
  }
  return state === 'waiting' ? 'waiting' : `${String(percent)} %, ${formatCount(records, 'record')}`;
}

function placeOf({ start, end }: ByteSpan, size: number) {
  const percent = (bytes: number) => `${String((bytes / Math.max(size, 1)) * 100)}%`;
  return { left: percent(start), width: percent(end - start) };
}
