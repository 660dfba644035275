import { type CarriedBlock, carriedBlock, decodeRecord } from '@headwaters/record-codec';
import type { KinesisRecord } from '@headwaters/local-services';
import { Hono } from 'hono';
import type { RecordLines, RecordPage } from '../../contract/record.js';
import { ConsoleError } from '../errors.js';
import { type FindSource, type ShardTail, summarizeRecord } from '../flow/shard-tail.js';

const pageRecords = 25;
const maxLines = 10;
const maxLineCharacters = 240;

/** The records browser: `GET /shards/:shardId/records?before=` and `GET /shards/:shardId/records/:sequenceNumber/lines`. */
export function recordRoutes(tail: ShardTail, findSource: FindSource): Hono {
  const routes = new Hono();
  routes
    .get('/shards/:shardId/records', ({ req, json }) =>
      json(pageOf(tail, { shardId: req.param('shardId'), before: req.query('before'), findSource })),
    )
    .get('/shards/:shardId/records/:sequenceNumber/lines', ({ req, json }) => {
      const { shardId, sequenceNumber } = req.param();
      checkShard(tail, shardId);
      if (!/^\d{1,128}$/.test(sequenceNumber))
        throw new ConsoleError('CONSOLE_REQUEST_INVALID', 'A sequence number has 1 to 128 digits.');
      const record = tail.record(shardId, sequenceNumber);
      if (!record) throw new ConsoleError('CONSOLE_NOT_FOUND', `${shardId} has no record ${sequenceNumber}.`);
      return json(linesOf(record));
    });
  return routes;
}

interface PageRequest {
  readonly shardId: string;
  readonly before: string | undefined;
  readonly findSource: FindSource;
}

function pageOf(tail: ShardTail, { shardId, before, findSource }: PageRequest): RecordPage {
  const { entries } = checkShard(tail, shardId);
  const end = before === undefined ? entries.length : entries.findIndex((e) => e.sequenceNumber === before);
  if (end === -1) throw new ConsoleError('CONSOLE_NOT_FOUND', `${shardId} has no record ${before ?? ''}.`);
  const start = Math.max(0, end - pageRecords);
  const records = entries.slice(start, end).flatMap(({ sequenceNumber, arrivalMillis }) => {
    const record = tail.record(shardId, sequenceNumber);
    if (!record) return [];
    const { partitionKey, data } = record;
    const place = { shardId, sequenceNumber, partitionKey, arrivedAt: arrivalMillis, data };
    return [summarizeRecord(place, findSource)];
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

type StoredRecord = Pick<KinesisRecord, 'partitionKey' | 'data'>;

/** The first records as strings. A reference has none: it names a range of its object. */
function linesOf(stored: StoredRecord): RecordLines {
  const lines: string[] = [];
  const { encoding, records } = contentOf(stored);
  for (const bytes of records) {
    if (lines.length === maxLines) return { lines, more: true };
    // A character has at most 4 bytes; bytes of another encoding become replacement characters.
    const text = new TextDecoder(encoding).decode(bytes.subarray(0, maxLineCharacters * 4));
    lines.push(text.length > maxLineCharacters ? `${text.slice(0, maxLineCharacters)}…` : text);
  }
  return { lines, more: false };
}

interface Content {
  readonly encoding: CarriedBlock['encoding'];
  readonly records: Iterable<Uint8Array>;
}

function contentOf({ partitionKey, data }: StoredRecord): Content {
  const record = decodeRecord(data);
  const carried = carriedBlock(record, partitionKey);
  if (carried !== undefined) return { encoding: carried.encoding, records: bytesOf(carried.records()) };
  const records = record.profile === 'plain' ? [record.bytes] : bytesOf(record.records());
  return { encoding: undefined, records };
}

function* bytesOf(records: Iterable<{ readonly bytes: Uint8Array }>): Iterable<Uint8Array> {
  for (const { bytes } of records) yield bytes;
}
