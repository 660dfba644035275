import { isObject } from '@headwaters/terraform-reader';
import type { InvocationOutcome } from '../invocation/function-invoker.js';
import { md5OfBody, type ReceivedMessage } from './message-queue.js';

/** Where the messages of an event come from. */
export interface QueueOrigin {
  readonly queueArn: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Creates the event of a batch of messages.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (read 2026-11-29); LocalStack's snapshots of real AWS,
 * test_sqs_event_source_mapping. The sender is the service that sent the message, whose id no page shows.
 */
export function queueEvent(messages: readonly ReceivedMessage[], origin: QueueOrigin): object {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentMillis),
        SenderId: origin.accountId,
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedMillis),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, stringValue]) => [
          name,
          { stringValue, stringListValues: [], binaryListValues: [], dataType: 'String' },
        ]),
      ),
      md5OfBody: md5OfBody(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: origin.queueArn,
      awsRegion: origin.region,
    })),
  };
}

/**
 * Returns the ids of the messages that failed in an invocation that was not throttled. They become visible again.
 *
 * An error fails the whole batch. With ReportBatchItemFailures, so does a response that is malformed: with an id that is missing,
 * empty or not in the batch. A missing or empty list of failures is a success, and so is a null or empty response.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (read 2026-11-29); LocalStack's snapshots of real
 * AWS, test_report_batch_item_failures_invalid_result_json_batch_fails and _empty_json_batch_succeeds.
 */
export function failedMessages(
  outcome: Exclude<InvocationOutcome, { kind: 'throttled' }>,
  messageIds: readonly string[],
  reportBatchItemFailures: boolean,
): readonly string[] {
  if (outcome.kind === 'failed') return messageIds;
  if (!reportBatchItemFailures) return [];
  const response: unknown = JSON.parse(outcome.payload);
  const failures = isObject(response) ? (response['batchItemFailures'] ?? []) : [];
  if (!Array.isArray(failures)) return messageIds;
  const ids = failures.map((failure: unknown) => (isObject(failure) ? failure['itemIdentifier'] : undefined));
  const isKnown = (id: unknown): id is string => typeof id === 'string' && messageIds.includes(id);
  return ids.every(isKnown) ? [...new Set(ids)] : messageIds;
}
