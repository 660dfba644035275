import { useEffect, useState } from 'preact/hooks';
import type { ShardActivity } from '../../contract/pipeline.js';
import type { RecordPage, RecordSummary } from '../../contract/record.js';
import { requestJson } from '../api/request-json.js';
import { RecordTable } from './record-table.js';

/** Records browser: the latest Kinesis records of a shard, and older ones page by page. */
export function RecordPanel({ shards }: { readonly shards: readonly ShardActivity[] }) {
  const [chosen, choose] = useState<string>();
  const shardId = chosen ?? shards[0]?.shardId;
  const { records, olderThan, error, load } = useRecords(shardId);
  const newer = (shards.find((shard) => shard.shardId === shardId)?.records ?? 0) - records.length;
  return (
    <>
      <div class="toolbar">
        <label>
          Shard
          <select
            value={shardId}
            onChange={({ currentTarget }) => {
              choose(currentTarget.value);
            }}
          >
            {shards.map((shard) => (
              <option key={shard.shardId}>{shard.shardId}</option>
            ))}
          </select>
        </label>
        <button
          type="button"
          onClick={() => {
            load();
          }}
        >
          Show latest
        </button>
        <span class="muted">
          {records.length} shown{newer > 0 ? `, ${newer} more` : ''}
        </span>
      </div>
      {error !== undefined && <p class="trouble">{error}</p>}
      {records.length === 0 ? (
        <p class="muted">No Kinesis records yet.</p>
      ) : (
        <RecordTable records={records} label="Kinesis records of the shard" />
      )}
      {olderThan !== undefined && (
        <button
          type="button"
          onClick={() => {
            load(olderThan);
          }}
        >
          Show older
        </button>
      )}
    </>
  );
}

/** The records shown of a shard. `load` reads the latest page, or appends the page of records older than `before`. */
function useRecords(shardId: string | undefined) {
  const [records, setRecords] = useState<readonly RecordSummary[]>([]);
  const [olderThan, setOlderThan] = useState<string>();
  const [error, setError] = useState<string>();
  const load = (before?: string): void => {
    if (shardId === undefined) return;
    requestJson<RecordPage>(
      `shards/${shardId}/records${before === undefined ? '' : `?before=${before}`}`,
    ).then(
      (page) => {
        setRecords((old) => (before === undefined ? page.records : [...old, ...page.records]));
        setOlderThan(page.olderThan);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
  };
  useEffect(() => {
    load();
  }, [shardId]);
  return { records, olderThan, error, load };
}
