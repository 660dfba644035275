import { useState } from 'preact/hooks';
import type { RecordLines, RecordSummary } from '../../contract/record-summary.js';
import { requestJson } from '../api/request-json.js';
import { formatBytes } from '../format/format-bytes.js';
import { formatClock } from '../format/format-clock.js';
import { RecordContent } from './record-content.js';

/** One record, and below it its first lines, read when somebody asks for them: they may be personal data. */
export function RecordRow({ record, columns }: { readonly record: RecordSummary; readonly columns: number }) {
  const [lines, setLines] = useState<RecordLines>();
  const [error, setError] = useState<string>();
  const { shardId, sequenceNumber, partitionKey, arrivedAt, bytes, content } = record;
  const toggle = (): void => {
    setError(undefined);
    if (lines) {
      setLines(undefined);
      return;
    }
    requestJson<RecordLines>(`shards/${shardId}/records/${sequenceNumber}/lines`).then(
      setLines,
      (failure: unknown) => {
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
  };
  return (
    <>
      <tr>
        <td class="mono" title={sequenceNumber}>
          …{sequenceNumber.slice(-12)}
        </td>
        <td>{formatClock(arrivedAt)}</td>
        <td class="mono cut" title={partitionKey}>
          {partitionKey}
        </td>
        <td class="nowrap">{formatBytes(bytes)}</td>
        <td>
          <RecordContent content={content} />
        </td>
        <td>
          {content.profile === 'damaged' ? (
            <span class="muted">unreadable</span>
          ) : (
            <button type="button" class="quiet" aria-expanded={lines !== undefined} onClick={toggle}>
              {lines ? 'Hide' : 'Show'}
            </button>
          )}
        </td>
      </tr>
      {error !== undefined && (
        <tr>
          <td colSpan={columns} class="trouble">
            {error}
          </td>
        </tr>
      )}
      {lines && (
        <tr>
          <td colSpan={columns}>
            <pre class="lines" tabIndex={0} aria-label={`First lines of ${sequenceNumber}`}>
              {[...lines.lines, ...(lines.more ? ['…'] : [])].join('\n')}
            </pre>
          </td>
        </tr>
      )}
    </>
  );
}
