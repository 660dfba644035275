import type { AddedEntry, ResponseCorruption } from './fault.js';

interface PutRecordsRequest {
  readonly Records: readonly unknown[];
}

interface PutRecordsResponse {
  readonly Records: readonly object[];
}

/** Returns the body of a PutRecords request without the entries at these indexes. */
export function removeEntries(body: Buffer, indexes: ReadonlySet<number>): Buffer {
  const request = parseRequest(body);
  const kept = request.Records.filter((_, index) => !indexes.has(index));
  return Buffer.from(JSON.stringify({ ...request, Records: kept }));
}

/** Returns the body of a PutRecords request with entries appended. */
export function appendEntries(body: Buffer, added: readonly AddedEntry[]): Buffer {
  const request = parseRequest(body);
  const entries = added.map(({ partitionKey, data }) => ({
    PartitionKey: partitionKey,
    Data: data.toString('base64'),
  }));
  return Buffer.from(JSON.stringify({ ...request, Records: [...request.Records, ...entries] }));
}

/** Returns the body of a PutRecords response without its last `count` results. */
export function removeLastResults(body: Buffer, count: number): Buffer {
  const response = parseResponse(body);
  const kept = response.Records.slice(0, -count);
  const failed = kept.filter((result) => 'ErrorCode' in result);
  return Buffer.from(JSON.stringify({ ...response, FailedRecordCount: failed.length, Records: kept }));
}

/**
 * Returns the body of a PutRecords response in which some entries are refused.
 *
 * @param body - The response for the entries that were sent; `undefined` if none were.
 * @param refused - The error code, and the indexes of the refused entries in the original request.
 */
export function insertRefusals(
  body: Buffer | undefined,
  refused: { readonly indexes: ReadonlySet<number>; readonly code: string },
): Buffer {
  const { indexes, code } = refused;
  const response: PutRecordsResponse = body === undefined ? { Records: [] } : parseResponse(body);
  const stored = [...response.Records];
  const results = Array.from({ length: stored.length + indexes.size }, (_, index) =>
    indexes.has(index) ? { ErrorCode: code, ErrorMessage: 'Refused by the fault plan' } : stored.shift(),
  );
  return Buffer.from(JSON.stringify({ ...response, FailedRecordCount: indexes.size, Records: results }));
}

/** Returns a corrupt body for a PutRecords response. */
export function corruptResponse(body: Buffer, corruption: ResponseCorruption): Buffer {
  if (corruption === 'notJson') return Buffer.from('<html>502 Bad Gateway</html>');
  if (corruption === 'empty') return Buffer.from('{}');
  const response = parseResponse(body);
  const results =
    corruption === 'entryMissing' ? response.Records.slice(1) : response.Records.map(() => ({}));
  return Buffer.from(JSON.stringify({ ...response, Records: results }));
}

function parseRequest(body: Buffer): PutRecordsRequest {
  return JSON.parse(body.toString('utf8')) as PutRecordsRequest;
}

function parseResponse(body: Buffer): PutRecordsResponse {
  return JSON.parse(body.toString('utf8')) as PutRecordsResponse;
}
