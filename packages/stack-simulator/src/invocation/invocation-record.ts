import type { InvocationOutcome } from './function-invoker.js';
import type { AsynchronousFailureCondition } from './asynchronous-retry.js';

/** An asynchronous invocation that succeeded or will not be retried. */
export interface FinishedInvocation {
  readonly condition: AsynchronousFailureCondition | 'Success';
  readonly requestId: string;
  readonly functionArn: string;
  readonly approximateInvokeCount: number;
  /** The event, as a JSON string. */
  readonly payload: string;
  readonly outcome: InvocationOutcome;
  readonly at: Date;
}

/**
 * Creates the invocation record that AWS sends to a function's destination.
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
 * Creates the object key of an invocation record in a destination bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-23).
 */
export function invocationRecordKey(functionName: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
