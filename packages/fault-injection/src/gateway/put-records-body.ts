import type { AddedEntry, GarbledAnswer } from './fault.js';

interface Answer {
  readonly Records: readonly object[];
}

/** The body of a PutRecords request without the entries at these places. */
export function withoutEntries(body: Buffer, places: ReadonlySet<number>): Buffer {
  const request = JSON.parse(body.toString('utf8')) as { Records: readonly unknown[] };
  const kept = request.Records.filter((_, place) => !places.has(place));
  return Buffer.from(JSON.stringify({ ...request, Records: kept }));
}

/** The body of a PutRecords request with further entries at its end. */
export function withEntries(body: Buffer, added: readonly AddedEntry[]): Buffer {
  const request = JSON.parse(body.toString('utf8')) as { Records: readonly unknown[] };
  const entries = added.map(({ partitionKey, data }) => ({
    PartitionKey: partitionKey,
    Data: data.toString('base64'),
  }));
  return Buffer.from(JSON.stringify({ ...request, Records: [...request.Records, ...entries] }));
}

/** The answer to a PutRecords request without the results of its last entries. */
export function withoutLastResults(body: Buffer, count: number): Buffer {
  const answer = JSON.parse(body.toString('utf8')) as Answer;
  const kept = answer.Records.slice(0, -count);
  const failed = kept.filter((result) => 'ErrorCode' in result);
  return Buffer.from(JSON.stringify({ ...answer, FailedRecordCount: failed.length, Records: kept }));
}

/**
 * The answer to a PutRecords request of which some entries were refused.
 *
 * @param body - The answer for the other entries; `undefined` if there were none.
 * @param refused - The places of the refused entries in the whole request, and the error code they get.
 */
export function withRefusals(
  body: Buffer | undefined,
  refused: { readonly places: ReadonlySet<number>; readonly code: string },
): Buffer {
  const { places, code } = refused;
  const answer: Answer = body === undefined ? { Records: [] } : (JSON.parse(body.toString('utf8')) as Answer);
  const stored = [...answer.Records];
  const entries = Array.from({ length: stored.length + places.size }, (_, place) =>
    places.has(place) ? { ErrorCode: code, ErrorMessage: 'Refused by plan' } : stored.shift(),
  );
  return Buffer.from(JSON.stringify({ ...answer, FailedRecordCount: places.size, Records: entries }));
}

/** A PutRecords answer that can't be trusted. */
export function garbled(body: Buffer, how: GarbledAnswer): Buffer {
  if (how === 'notJson') return Buffer.from('<html>502 Bad Gateway</html>');
  if (how === 'empty') return Buffer.from('{}');
  const answer = JSON.parse(body.toString('utf8')) as Answer;
  const entries = how === 'entryMissing' ? answer.Records.slice(1) : answer.Records.map(() => ({}));
  return Buffer.from(JSON.stringify({ ...answer, Records: entries }));
}
