import { useState } from 'preact/hooks';
import type { Failure, FailureContent, Redelivery } from '../contract/failure.js';
import type { PipelineShape } from '../contract/pipeline.js';
import { requestJson } from './api/request-json.js';
import { formatClock, formatCount } from './format.js';
import { RecordTable } from './records/record-table.js';

/** The dead letters and quarantined Kinesis records, with their reasons. Each can be inspected and redelivered. */
export function FailurePanel({
  shape,
  failures,
}: {
  readonly shape: PipelineShape;
  readonly failures: readonly Failure[];
}) {
  const [repaired, setRepaired] = useState<string>();
  return (
    <>
      <p role="status" class="good">
        {repaired}
      </p>
      {failures.length === 0 && (
        <p class="muted">
          No failures. What a consumer quarantines, and what Lambda does not retry any more, goes to{' '}
          <span class="mono">{shape.failureBuckets.join(', ')}</span> and is listed here.
        </p>
      )}
      {failures.length > 0 && (
        <ul class="failures">
          {failures.map((failure) => (
            <FailureRow key={failure.id} shape={shape} failure={failure} onRepaired={setRepaired} />
          ))}
        </ul>
      )}
    </>
  );
}

/** One failure: its reason, its content and a button that redelivers it. When the ledger shows it as accepted, it is gone. */
function FailureRow({
  shape,
  failure,
  onRepaired,
}: {
  readonly shape: PipelineShape;
  readonly failure: Failure;
  readonly onRepaired: (message: string) => void;
}) {
  const [content, setContent] = useState<FailureContent>();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { id, at, functionName, condition, reason, location, records, redelivery } = failure;
  const label =
    [shape.producer, ...shape.consumers].find((each) => each.functionName === functionName)?.label ??
    functionName;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setIsBusy(true);
    setError(undefined);
    await work().catch((failed: unknown) => {
      setError(failed instanceof Error ? failed.message : String(failed));
    });
    setIsBusy(false);
  };
  const toggleContent = async (): Promise<void> => {
    setContent(content ? undefined : await requestJson<FailureContent>(`failures/${id}`));
  };
  const redeliver = async (): Promise<void> => {
    const { csrfToken } = shape;
    const path = `failures/${id}/redelivery`;
    const { accepted, at: repairedAt } = await requestJson<Redelivery>(path, { method: 'POST', csrfToken });
    if (accepted) onRepaired(`Accepted on redelivery by ${label} at ${formatClock(repairedAt)}.`);
  };
  return (
    <li class={redelivery?.accepted ? 'failure failure-closed' : 'failure'}>
      <div class="failure-head">
        <strong>{label}</strong>
        <span>{records === undefined ? 'an event' : formatCount(records, 'record')}</span>
        <span class="muted">
          {condition}, {formatClock(at)}
        </span>
      </div>
      {reason !== undefined && <p class="failure-reason">{reason}</p>}
      <p class="mono muted location">{location ?? 'Lost: no destination stored it.'}</p>
      {location !== undefined && (
        <div class="toolbar">
          <button
            type="button"
            aria-expanded={content !== undefined}
            onClick={() => void attempt(toggleContent)}
          >
            {content ? 'Hide content' : 'Show content'}
          </button>
          <button type="button" class="primary" disabled={isBusy} onClick={() => void attempt(redeliver)}>
            Redeliver to {label}
          </button>
          <RedeliveryStatus redelivery={redelivery} />
        </div>
      )}
      {error !== undefined && <p class="trouble">{error}</p>}
      {content && <Content content={content} />}
    </li>
  );
}

function RedeliveryStatus({ redelivery }: { readonly redelivery: Redelivery | undefined }) {
  return (
    <span role="status" class={redelivery?.accepted === false ? 'trouble' : 'good'}>
      {redelivery &&
        (redelivery.accepted
          ? `Accepted on redelivery at ${formatClock(redelivery.at)}`
          : `Failed again at ${formatClock(redelivery.at)}: ${redelivery.reason ?? ''}`)}
    </span>
  );
}

function Content({ content: { records, envelope } }: { readonly content: FailureContent }) {
  return (
    <>
      {records.length > 0 && <RecordTable records={records} label="Kinesis records of the failure" />}
      <pre class="lines" tabIndex={0} aria-label="Envelope">
        {envelope}
      </pre>
    </>
  );
}
