import { EventStreamCodec, type MessageHeaders } from '@smithy/core/event-streams';
import type { KinesisError } from '../errors.js';
import type { ServiceResponse } from '../network/service-handler.js';
import type { StartSubscription, WireSubscriber } from './operations/subscribe-to-shard.js';
import type { Subscription } from './stream/subscription.js';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/**
 * Sends the events of a subscription as a response of content type `application/vnd.amazon.eventstream`, until the
 * subscription ends or the client disconnects. While the client does not read, no event is made: memory holds two at most.
 *
 * Source of the format, read 2026-11-29: https://smithy.io/2.0/aws/amazon-eventstream.html. In protocols without bindings
 * to HTTP the first message is `initial-response`.
 */
export function sendSubscription(response: ServiceResponse, startSubscription: StartSubscription): void {
  const subscriber: WireSubscriber = {
    onEvent: (event) => response.write(encodeEvent('SubscribeToShardEvent', event)),
    onEnd: (reason) => {
      response.end(reason && encodeException(reason));
    },
  };
  response.write(encodeEvent('initial-response', {}));
  const subscription: Subscription = startSubscription(subscriber);
  response.on('drain', () => {
    subscription.resume();
  });
  response.on('close', () => {
    subscription.end();
  });
  subscription.start();
}

const encodeEvent = (type: string, payload: object): Uint8Array =>
  encode({ ':message-type': 'event', ':event-type': type }, payload);

const encodeException = ({ code, message }: KinesisError): Uint8Array =>
  encode({ ':message-type': 'exception', ':exception-type': code }, { message });

function encode(names: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const headers: MessageHeaders = {
    ':content-type': { type: 'string', value: 'application/x-amz-json-1.1' },
  };
  for (const [name, value] of Object.entries(names)) headers[name] = { type: 'string', value };
  return codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) });
}
