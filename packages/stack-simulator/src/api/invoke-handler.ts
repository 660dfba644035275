import { randomUUID } from 'node:crypto';
import type { ServiceHandler, ServiceResponse } from '@headwaters/local-services';
import type { FunctionPlan } from '../blueprint/function-plan.js';
import type { InvocationResult } from '../invocation/invocation-result.js';
import { invokedFunction, readInvokeRequest, type InvokeRequest } from './invoke-request.js';
import { LambdaError } from './lambda-error.js';
import { maxHops } from './trace-lineage.js';

/** What the Invoke operation runs on. */
export interface InvokeTarget {
  /** The function of that name, if there is one. */
  findFunction(functionName: string): Pick<FunctionPlan, 'mayRecurse'> | undefined;
  /** Invokes a function and waits for its answer. */
  invoke(request: InvokeRequest): Promise<InvocationResult>;
  /** Takes an event on for later, and gives its request id. */
  enqueue(request: InvokeRequest): string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Serves Lambda's Invoke operation, so that functions can invoke functions.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-23).
 *
 * @param target - Gives what to run on; `undefined` as long as it isn't there.
 */
export function invokeHandler(target: () => InvokeTarget | undefined): ServiceHandler {
  return async (request, response) => {
    const functionName = invokedFunction(request);
    if (functionName === undefined) return false;
    try {
      send(response, await answer(target(), await readInvokeRequest(request, functionName)));
    } catch (error) {
      if (!(error instanceof LambdaError)) throw error;
      send(response, describeError(error));
    }
    return true;
  };
}

async function answer(target: InvokeTarget | undefined, request: InvokeRequest): Promise<Answer> {
  const plan = target?.findFunction(request.functionName);
  if (target === undefined || plan === undefined) {
    throw new LambdaError('ResourceNotFoundException', 404, `Function not found: ${request.functionName}`);
  }
  if (request.hops >= maxHops && !plan.mayRecurse) {
    throw new LambdaError(
      'RecursiveInvocationException',
      400,
      `Lambda has detected your function being invoked in a recursive loop after ${maxHops} invocations.`,
    );
  }
  if (request.type === 'DryRun') return { status: 204, headers: {}, body: '' };
  if (request.type === 'Event') {
    return { status: 202, headers: { 'x-amzn-RequestId': target.enqueue(request) }, body: '' };
  }
  return describeResult(await target.invoke(request));
}

function describeResult({ requestId, outcome }: InvocationResult): Answer {
  if (outcome.kind === 'throttled') throw new LambdaError('TooManyRequestsException', 429, 'Rate Exceeded.');
  const headers = { 'x-amzn-RequestId': requestId, 'X-Amz-Executed-Version': '$LATEST' };
  if (outcome.kind === 'succeeded') return { status: 200, headers, body: outcome.payload };
  const body = JSON.stringify(outcome.failure);
  return { status: 200, headers: { ...headers, 'X-Amz-Function-Error': 'Unhandled' }, body };
}

function describeError({ code, status, message }: LambdaError): Answer {
  const headers = { 'x-amzn-RequestId': randomUUID(), 'x-amzn-ErrorType': code };
  return { status, headers, body: JSON.stringify({ Type: status === 429 ? 'Service' : 'User', message }) };
}

function send(response: ServiceResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== '') response.setHeader('Content-Type', 'application/json');
  response.end(body);
}
