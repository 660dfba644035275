/**
 * The prefix of what Lambda sends to the failures bucket: batches of an event source mapping
 * (`aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`), and asynchronous invocations.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html (read 2026-11-30).
 */
export const lambdaFailuresPrefix = 'aws/lambda/';

/**
 * The prefix of asynchronous invocations in the failures bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-30).
 */
export const asyncFailuresPrefix = `${lambdaFailuresPrefix}async/`;

/** Returns what keys of a time start with, after the folder of a shard or a function: `YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS`, in UTC. */
export function lambdaFailurePath(time: Date): string {
  const [day = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '/')}/${day}T${clock.replaceAll(':', '.')}`;
}

/** Reads the time of a key, in full seconds. Returns `undefined` if Lambda did not make it. */
export function timeOfLambdaFailure(key: string): Date | undefined {
  const [, day, hours, minutes, seconds] =
    /\/(\d{4}-\d{2}-\d{2})T(\d{2})\.(\d{2})\.(\d{2})-[^/]*$/.exec(key) ?? [];
  return day === undefined ? undefined : new Date(`${day}T${hours}:${minutes}:${seconds}Z`);
}
