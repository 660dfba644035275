/** Hours of an average month: 365.25 x 24 / 12. */
export const hoursPerMonth = 730.5;

/**
 * A GB on the bill. AWS does not define it on its pricing pages; the bills that it published of Kinesis (25 MiB/s cost "about $100 a
 * day", 100 MiB/s $412 a day) fit 2^30 bytes, and not 10^9.
 *
 * Source: https://aws.amazon.com/blogs/big-data/kinesis-on-demand-advantage-saves-60-on-streaming-costs/ (read 2026-11-28).
 */
export const gigabyteBytes = 1_073_741_824;

/**
 * On-demand streams bill each Kinesis record in units of 1 KB.
 * Source: https://aws.amazon.com/kinesis/data-streams/pricing/ (read 2026-11-28).
 */
export const onDemandUnitBytes = 1_024;

/**
 * In On-demand Advantage, an account pays for at least this use, both in and out, in bytes per second.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html (read 2026-11-28).
 */
export const advantageMinBytesPerSecond = 26_214_400;

/**
 * Firehose bills each record in units of 5 KB.
 * Source: https://aws.amazon.com/kinesis/data-firehose/pricing/ (read 2026-11-30).
 */
export const firehoseUnitBytes = 5_120;

/**
 * CloudWatch Logs counts this many bytes for each event, besides its message, towards the size of a request. That it bills them, too,
 * is an assumption.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (read 2026-11-30).
 */
export const logEventBytes = 26;

/**
 * Events of EventBridge and messages of SQS are billed in units of 64 KB.
 * Sources: https://aws.amazon.com/eventbridge/pricing/ and https://aws.amazon.com/sqs/pricing/ (read 2026-11-30).
 */
export const messageUnitBytes = 65_536;

const asynchronousRequestBytes = 262_144;

/**
 * Requests that AWS bills for an asynchronous invocation: one for the first 256 KB of its event, and one for each further 64 KB.
 * Source: https://aws.amazon.com/lambda/pricing/ (read 2026-11-30).
 */
export function asynchronousRequests(eventBytes: number): number {
  return 1 + Math.ceil(Math.max(0, eventBytes - asynchronousRequestBytes) / messageUnitBytes);
}

/**
 * GB-seconds that AWS bills for an invocation: its duration and the time to start its execution environment, rounded up to 1 ms, times
 * the memory size of the function. The time to start is billed since August 2025.
 *
 * Source: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase (read 2026-11-30).
 *
 * @param time.durationMillis - Duration of the handler.
 * @param time.initDurationMillis - Time to start the execution environment. Default: 0, a warm start.
 */
export function gigabyteSeconds(
  time: { readonly durationMillis: number; readonly initDurationMillis?: number | undefined },
  memoryMegabytes: number,
): number {
  const billedMillis = Math.ceil(time.durationMillis + (time.initDurationMillis ?? 0));
  return (billedMillis / 1_000) * (memoryMegabytes / 1_024);
}
