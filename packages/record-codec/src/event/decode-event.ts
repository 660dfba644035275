import { DecodedEvent } from './decoded-event.js';
import type { KinesisEvent } from './kinesis-event.js';

/**
 * Decodes the Kinesis event of a Lambda function, lazily: iterate the result, then answer its `response()`.
 *
 * @param event - As Lambda passes it; data in base64.
 * @param options.maxRawBytes - Largest body of a block accepted, in bytes. Default: maxFramedBodyBytes.
 * @example
 * const event = decodeEvent(lambdaEvent);
 * try {
 *   for (const record of event) await store(record.id, record.json());
 * } catch (error) {
 *   logger.error('stopped', { error });
 * }
 * return event.response();
 */
export function decodeEvent(event: KinesisEvent, options: { maxRawBytes?: number } = {}): DecodedEvent {
  return new DecodedEvent(event, options);
}
