import type { Batch } from './batch.js';

/**
 * Makes the event that a function is given for a batch. In a tumbling window it says which, and what was made of it so far.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html (read 2026-11-23).
 */
export function batchEvent(batch: Batch, shardId: string, streamArn: string): object {
  const { records, tumbling } = batch;
  if (tumbling === undefined) return { Records: records };
  return {
    Records: records,
    window: { start: wholeSecond(tumbling.window.startMillis), end: wholeSecond(tumbling.window.endMillis) },
    state: tumbling.window.state,
    shardId,
    eventSourceARN: streamArn,
    isFinalInvokeForWindow: tumbling.isFinal,
    isWindowTerminatedEarly: tumbling.isTerminatedEarly,
  };
}

function wholeSecond(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}
