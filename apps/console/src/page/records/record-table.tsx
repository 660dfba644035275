import type { RecordSummary } from '../../contract/record-summary.js';
import { RecordRow } from './record-row.js';

const columns = ['Sequence number', 'Arrived', 'Partition key', 'Size', 'Content', 'First lines'];

/** Stream records and what their own bytes say about them. */
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
