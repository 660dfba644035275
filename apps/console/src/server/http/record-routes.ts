import { decodeRecord } from '@headwaters/record-codec';
import { Hono } from 'hono';
import type { RecordLines, RecordPage } from '../../contract/record.js';
import { ConsoleError } from '../errors.js';
import { type ShardTail, summarizeRecord } from '../flow/shard-tail.js';

const pageRecords = 25;
const maxLines = 10;
const maxLineCharacters = 240;

/** The records browser: `GET /shards/:shardId/records?before=` and `GET /shards/:shardId/records/:sequenceNumber/lines`. */
export function recordRoutes(tail: ShardTail): Hono {
  const routes = new Hono();
  routes
    .get('/shards/:shardId/records', ({ req, json }) =>
      json(pageOf(tail, req.param('shardId'), req.query('before'))),
    )
    .get('/shards/:shardId/records/:sequenceNumber/lines', ({ req, json }) => {
      const { shardId, sequenceNumber } = req.param();
      checkShard(tail, shardId);
      if (!/^\d{1,128}$/.test(sequenceNumber))
        throw new ConsoleError('CONSOLE_REQUEST_INVALID', 'A sequence number has 1 to 128 digits.');
      const record = tail.record(shardId, sequenceNumber);
      if (!record) throw new ConsoleError('CONSOLE_NOT_FOUND', `${shardId} has no record ${sequenceNumber}.`);
      return json(linesOf(record.data));
    });
  return routes;
}

function pageOf(tail: ShardTail, shardId: string, before: string | undefined): RecordPage {
  const { entries } = checkShard(tail, shardId);
  const end = before === undefined ? entries.length : entries.findIndex((e) => e.sequenceNumber === before);
  if (end === -1) throw new ConsoleError('CONSOLE_NOT_FOUND', `${shardId} has no record ${before ?? ''}.`);
  const start = Math.max(0, end - pageRecords);
  const records = entries.slice(start, end).flatMap(({ sequenceNumber, arrivalMillis }) => {
    const record = tail.record(shardId, sequenceNumber);
    if (!record) return [];
    const { partitionKey, data } = record;
    return [summarizeRecord({ shardId, sequenceNumber, partitionKey, arrivedAt: arrivalMillis, data })];
  });
  const oldest = entries[start];
  return {
    records: records.reverse(),
    ...(start > 0 && oldest && { olderThan: oldest.sequenceNumber }),
  };
}

function checkShard(tail: ShardTail, shardId: string) {
  const shard = tail.shards().find((candidate) => candidate.shardId === shardId);
  if (!shard) throw new ConsoleError('CONSOLE_NOT_FOUND', `The stream has no shard ${shardId}.`);
  return shard;
}

/** The first records as strings. A reference has none: it names a range of its object. */
function linesOf(data: Uint8Array): RecordLines {
  const lines: string[] = [];
  for (const bytes of recordsIn(data)) {
    if (lines.length === maxLines) return { lines, more: true };
    // UTF-8 has at most 4 bytes per character; bytes that are not UTF-8 become replacement characters.
    const text = new TextDecoder().decode(bytes.subarray(0, maxLineCharacters * 4));
    lines.push(text.length > maxLineCharacters ? `${text.slice(0, maxLineCharacters)}…` : text);
  }
  return { lines, more: false };
}

function* recordsIn(data: Uint8Array): Iterable<Uint8Array> {
  const record = decodeRecord(data);
  if (record.profile === 'plain') yield record.bytes;
  else for (const { bytes } of record.records()) yield bytes;
}
