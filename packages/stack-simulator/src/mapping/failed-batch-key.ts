/**
 * The key under which a failed batch lies in a destination bucket:
 * `aws/lambda/<mapping uuid>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: the Lambda guide, kinesis-on-failure-destination (read 2026-11-23).
 */
export function failedBatchKey(mappingUuid: string, shardId: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/${mappingUuid}/${shardId}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
