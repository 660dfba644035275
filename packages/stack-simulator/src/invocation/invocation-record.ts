import { isObject } from '@headwaters/terraform-reader';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { FunctionTarget } from '../blueprint/function-targets.js';
import type { InvocationOutcome } from './function-invoker.js';
import type { AsynchronousFailureCondition } from './asynchronous-retry.js';

/** An asynchronous invocation that succeeded or will not be retried. */
export interface FinishedInvocation {
  readonly functionName: string;
  /** What was invoked: the function itself, a version or an alias. */
  readonly target: FunctionTarget;
  readonly condition: AsynchronousFailureCondition | 'Success';
  readonly requestId: string;
  readonly approximateInvokeCount: number;
  /** The event, as a JSON string. */
  readonly payload: string;
  readonly outcome: InvocationOutcome;
  readonly at: Date;
  /** The dead-letter queue or topic of the function, if it has one. */
  readonly deadLetters?: DestinationPlan | undefined;
}

/**
 * Creates the invocation record that AWS sends to a function's destination. Its ARN is always qualified: with the version or
 * alias that was invoked, otherwise with `$LATEST`.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html; LocalStack's snapshots of real
 * AWS, test_lambda_destinations. No page shows a record of an alias: public test data of a function invoked through its alias
 * has `...:function:NAME:prod` with executedVersion 1 (read 2026-11-23).
 */
export function invocationRecord(finished: FinishedInvocation): Readonly<Record<string, unknown>> {
  const { outcome, target } = finished;
  return {
    version: '1.0',
    timestamp: finished.at.toISOString(),
    requestContext: {
      requestId: finished.requestId,
      functionArn: qualifiedArn(target),
      condition: finished.condition,
      approximateInvokeCount: finished.approximateInvokeCount,
    },
    requestPayload: JSON.parse(finished.payload) as unknown,
    ...(outcome.kind !== 'throttled' && {
      responseContext: {
        statusCode: 200,
        executedVersion: target.version,
        ...(outcome.kind === 'failed' && { functionError: 'Unhandled' }),
      },
      responsePayload: outcome.kind === 'failed' ? outcome.failure : (JSON.parse(outcome.payload) as unknown),
    }),
  };
}

function qualifiedArn({ arn, qualifier, version }: FunctionTarget): string {
  return qualifier === undefined ? `${arn}:${version}` : arn;
}

/**
 * Creates the event by which AWS sends an invocation record to an event bus.
 * Source: LocalStack's snapshots of real AWS, test_lambda_destinations: test_invoke_lambda_eventbridge.
 */
export function invocationBusEvent(
  record: Readonly<Record<string, unknown>>,
  context: { readonly finished: FinishedInvocation; readonly busArn: string; readonly eventId: string },
): Readonly<Record<string, unknown>> {
  const { finished, busArn, eventId } = context;
  const [, , , region, account] = busArn.split(':');
  const outcome = finished.condition === 'Success' ? 'Success' : 'Failure';
  return {
    version: '0',
    id: eventId,
    'detail-type': `Lambda Function Invocation Result - ${outcome}`,
    source: 'lambda',
    account,
    time: `${finished.at.toISOString().slice(0, 19)}Z`,
    region,
    resources: [busArn, qualifiedArn(finished.target)],
    detail: record,
  };
}

/**
 * Creates the message that a dead-letter queue or topic receives: the event, and what failed as attributes.
 * Sources: LocalStack's snapshots of real AWS, test_lambda_destinations: test_dead_letter_queue;
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-29): the message of the error
 * has at most 1 KB.
 */
export function deadLetter({ payload, requestId, outcome }: FinishedInvocation): {
  readonly body: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string>>;
} {
  const event: unknown = JSON.parse(payload);
  const failure = outcome.kind === 'failed' ? outcome.failure.errorMessage : 'Rate Exceeded.';
  return {
    body: isObject(event) ? event : { event },
    attributes: {
      RequestID: requestId,
      ErrorCode: outcome.kind === 'throttled' ? '429' : '200',
      ErrorMessage: Buffer.from(failure).subarray(0, maxErrorMessageBytes).toString(),
    },
  };
}

const maxErrorMessageBytes = 1_024;

/**
 * Creates the object key of an invocation record in a destination bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-23).
 */
export function invocationRecordKey(functionName: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
