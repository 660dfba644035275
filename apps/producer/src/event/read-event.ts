import { NotificationError } from '../errors.js';
import { readQueueBody, readS3Event, readTopicMessage } from './envelope.js';
import { fieldsOf } from './event-kind.js';
import type { Upload, Uploads } from './upload.js';

/** What an event says: the uploads to publish, and what can't be read. */
export interface ReceivedEvent {
  /** Each upload once, in the event's order. */
  readonly uploads: readonly ReceivedUpload[];
  readonly invalid: readonly InvalidPart[];
  /** Whether the event is a batch of SQS messages: then failures are reported by message, not thrown. */
  readonly isQueueBatch: boolean;
}

export interface ReceivedUpload {
  readonly upload: Upload;
  /** The SQS messages that name the upload. Empty if it came in another way. */
  readonly messageIds: readonly string[];
}

/** A part of an event that is not about a created object. */
export interface InvalidPart {
  readonly error: NotificationError;
  readonly messageIds: readonly string[];
}

/**
 * Reads an event in any of the ways in which Lambda passes uploads on: an S3 notification, an "Object Created" event of EventBridge,
 * or messages of SQS or SNS that hold one of these; an SQS message may hold an SNS message. A `s3:TestEvent` yields nothing.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (read 2026-11-29).
 *
 * @throws {@link NotificationError} if the event as a whole is none of these.
 */
export function readEvent(event: unknown): ReceivedEvent {
  const { Records: records } = fieldsOf(event);
  if (Array.isArray(records) && records.some(isQueueMessage)) return readQueueBatch(records);
  const received = new Received();
  if (Array.isArray(records) && records.some(isTopicMessage)) readTopicMessages(records, received);
  else received.add(readS3Event(event, 'the event'));
  return received.result(false);
}

function isQueueMessage(record: unknown): boolean {
  return fieldsOf(record)['eventSource'] === 'aws:sqs';
}

function isTopicMessage(record: unknown): boolean {
  return fieldsOf(record)['EventSource'] === 'aws:sns';
}

function readTopicMessages(records: readonly unknown[], received: Received): void {
  for (const [index, record] of records.entries()) {
    const { Message: message } = fieldsOf(fieldsOf(record)['Sns']);
    received.collect([], () => readTopicMessage(message, `the message of SNS record ${index}`));
  }
}

function readQueueBatch(records: readonly unknown[]): ReceivedEvent {
  const received = new Received();
  for (const [index, record] of records.entries()) {
    const { messageId: id, body } = fieldsOf(record);
    const messageId = typeof id === 'string' && id !== '' ? id : undefined;
    const place = `the body of SQS message ${messageId ?? `number ${index}`}`;
    received.collect(messageId === undefined ? [] : [messageId], () => readQueueBody(body, place));
  }
  return received.result(true);
}

/** Collects what the parts of an event say. */
class Received {
  readonly #uploads = new Map<string, { upload: Upload; messageIds: string[] }>();
  readonly #invalid: InvalidPart[] = [];

  /** Adds what `read` returns. If it throws, only this part is invalid. */
  collect(messageIds: readonly string[], read: () => Uploads): void {
    try {
      this.add(read(), messageIds);
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      this.#invalid.push({ error, messageIds });
    }
  }

  add({ uploads, invalid }: Uploads, messageIds: readonly string[] = []): void {
    for (const upload of uploads) {
      const key = JSON.stringify(upload);
      const known = this.#uploads.get(key) ?? { upload, messageIds: [] };
      known.messageIds.push(...messageIds);
      this.#uploads.set(key, known);
    }
    this.#invalid.push(...invalid.map((error) => ({ error, messageIds })));
  }

  result(isQueueBatch: boolean): ReceivedEvent {
    return { uploads: [...this.#uploads.values()], invalid: this.#invalid, isQueueBatch };
  }
}
