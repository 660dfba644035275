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
      functionArn: target.qualifier === undefined ? `${target.arn}:${target.version}` : target.arn,
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

/**
 * Creates the object key of an invocation record in a destination bucket:
 * `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-23).
 */
export function invocationRecordKey(functionName: string, at: Date, uuid: string): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
