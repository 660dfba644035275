import { useState } from 'preact/hooks';
import type { CarriedRange, RecordLines, RecordSummary } from '../../contract/record.js';
import { requestJson } from '../api/request-json.js';
import { formatBytes, formatClock, formatCount } from '../format.js';

const columns = ['Sequence number', 'Arrived', 'Partition key', 'Size', 'Content', 'First lines'];

/** Table of Kinesis records with their decoded metadata. */
export function RecordTable({
  records,
  label,
}: {
  readonly records: readonly RecordSummary[];
  readonly label: string;
}) {
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <RecordRow
              key={`${record.shardId} ${record.sequenceNumber}`}
              record={record}
              columns={columns.length}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One Kinesis record. Its first lines are loaded on request only: they may contain personal data. */
function RecordRow({ record, columns }: { readonly record: RecordSummary; readonly columns: number }) {
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

type Content = RecordSummary['content'];

/** Describes the decoded content of a Kinesis record. */
function RecordContent({ content }: { readonly content: Content }) {
  if (content.profile === 'damaged') return <span class="trouble">damaged: {content.reason}</span>;
  const { profile, compression, range } = content;
  const wire = profile === 'kpl' ? 'KPL aggregate' : profile;
  if (range === undefined) return <>{wire}</>;
  const { key, offset, length, isLast, isReference } = range;
  const details = [
    linesOf(range),
    isReference ? 'by reference' : compression === undefined ? wire : wordOf(compression),
    ...(isLast ? ['last block'] : []),
  ];
  return (
    <>
      <strong>{key ?? 'unknown object'}</strong> bytes {offset.toLocaleString('en')} to{' '}
      {(offset + length - 1).toLocaleString('en')}
      <br />
      <span class="muted">{details.join(', ')}</span>
    </>
  );
}

function wordOf(compression: string): string {
  return compression === 'none' ? 'stored' : compression;
}

/** A part of a framed block contains lines from anywhere in the cell; a plain record does not say its line number. */
function linesOf({ lineNumber, recordCount, part }: CarriedRange): string {
  if (part) return `${formatCount(recordCount, 'record')}, part ${part.index + 1} of ${part.count}`;
  if (lineNumber === undefined) return formatCount(recordCount, 'record');
  return `lines ${lineNumber.toLocaleString('en')} to ${(lineNumber + recordCount - 1).toLocaleString('en')}`;
}
