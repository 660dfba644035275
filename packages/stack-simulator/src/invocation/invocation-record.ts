import type { AsynchronousCondition } from './asynchronous-retry.js';
import type { InvocationOutcome } from './function-invoker.js';

/** What the record of an asynchronous invocation tells. */
export interface FinishedInvocation {
  readonly condition: AsynchronousCondition | 'Success';
  readonly requestId: string;
  readonly functionArn: string;
  readonly approximateInvokeCount: number;
  /** The event, as JSON text. */
  readonly payload: string;
  readonly outcome: InvocationOutcome;
  readonly at: Date;
}

/**
 * Makes the record that AWS sends to a function's destination.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and LocalStack's snapshots of
 * real AWS, test_lambda_destinations (read 2026-11-23).
 */
export function invocationRecord(finished: FinishedInvocation): Readonly<Record<string, unknown>> {
  const { outcome } = finished;
  return {
    version: '1.0',
    timestamp: finished.at.toISOString(),
    requestContext: {
      requestId: finished.requestId,
      functionArn: `${finished.functionArn}:$LATEST`,
      condition: finished.condition,
      approximateInvokeCount: finished.approximateInvokeCount,
    },
    requestPayload: JSON.parse(finished.payload) as unknown,
    ...(outcome.kind !== 'throttled' && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(outcome.kind === 'failed' && { functionError: 'Unhandled' }),
      },
      responsePayload: outcome.kind === 'failed' ? outcome.failure : (JSON.parse(outcome.payload) as unknown),
    }),
  };
}

/**
 * The key under which a failed asynchronous invocation lies in a destination bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-23).
 */
export function invocationRecordKey(functionName: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
