import { SinkRefusalError } from '../../errors.js';
import type { Delivery } from '../../record/delivery.js';

/**
 * Refuses a delivery that stands for a record too large for the stream.
 *
 * @param limit - Why the sink can't store it, such as "a record of Firehose has at most 1,024,000 bytes".
 * @throws {@link SinkRefusalError}
 */
export function refuseReference({ carried }: Delivery, limit: string): void {
  if (carried?.isReference !== true) return;
  const { source, offset, rawLength } = carried;
  throw new SinkRefusalError(
    `The record of ${rawLength} bytes at offset ${offset} of s3://${source.bucket}/${source.key} is sent as a reference, which ` +
      `this sink does not read: ${limit}. The archive sink stores it`,
  );
}
