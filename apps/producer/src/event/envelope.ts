import * as v from 'valibot';
import { isBusEvent, readBusEvent } from './bus-event.js';
import { fieldsOf } from './event-kind.js';
import { readNotification } from './notification.js';
import { nonEmptyString, notAnUpload } from './read-schema.js';
import type { Uploads } from './upload.js';

/** S3 sends this once, when a notification is configured. It has no Records. */
const testEvent = 's3:TestEvent';

const none: Uploads = { uploads: [], invalid: [] };

/**
 * Reads an event of S3: a notification or an "Object Created" event of EventBridge. The `s3:TestEvent` of a new configuration
 * yields nothing.
 *
 * @param place - What is read: `the event`.
 * @throws {@link NotificationError} if it is something else.
 */
export function readS3Event(event: unknown, place: string): Uploads {
  if (fieldsOf(event)['Event'] === testEvent) return none;
  if (!isBusEvent(event)) return readNotification(event, place);
  const upload = readBusEvent(event, place);
  return upload === undefined ? none : { uploads: [upload], invalid: [] };
}

/**
 * Reads the body of an SQS message: an event of S3, or the JSON by which SNS encloses one. With raw message delivery, SNS
 * encloses nothing.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html (read 2026-11-29).
 */
export function readQueueBody(body: unknown, place: string): Uploads {
  const content = readJson(body, place);
  const { Type: type, TopicArn: topic, Message: message } = fieldsOf(content);
  if (type !== 'Notification' || topic === undefined) return readS3Event(content, place);
  return readTopicMessage(message, `the SNS message in ${place}`);
}

/** Reads the `Message` of SNS: an event of S3 as a string of JSON. */
export function readTopicMessage(message: unknown, place: string): Uploads {
  return readS3Event(readJson(message, place), place);
}

function readJson(text: unknown, place: string): unknown {
  if (!v.is(nonEmptyString, text)) throw notAnUpload(place, 'it is not a string of JSON');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The error of JSON.parse quotes the text.
    throw notAnUpload(place, 'it is not JSON');
  }
}
