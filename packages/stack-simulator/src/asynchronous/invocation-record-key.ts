/**
 * The key under which a failed asynchronous invocation lies in a destination bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-23).
 */
export function invocationRecordKey(functionName: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
