import type { Failure } from '../../contract/failure.js';
import type { PipelineShape } from '../../contract/pipeline-shape.js';
import { FailureRow } from './failure-row.js';

/** What was given up, and why; each can be looked into and redelivered. */
export function FailurePanel({
  shape,
  failures,
}: {
  readonly shape: PipelineShape;
  readonly failures: readonly Failure[];
}) {
  if (failures.length === 0)
    return (
      <p class="muted">
        Nothing was given up. What a function fails with until its retries are used up lies in{' '}
        <span class="mono">{shape.failureBuckets.join(', ')}</span> and shows here.
      </p>
    );
  return (
    <ul class="failures">
      {failures.map((failure) => (
        <FailureRow key={failure.id} shape={shape} failure={failure} />
      ))}
    </ul>
  );
}
