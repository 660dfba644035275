import { randomUUID } from 'node:crypto';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from '@headwaters/local-services';
import { functionNameOf } from '../blueprint/function-name-of.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import { LambdaError } from '../errors.js';
import type { InvocationResult } from './function-invoker.js';
import { hopsOf, maxHops } from './trace-header.js';

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

/**
 * Most bytes of an event, by type of invocation.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23).
 */
const maxPayloadBytes = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** A call of the Invoke operation. */
export interface InvokeRequest {
  readonly functionName: string;
  readonly type: keyof typeof maxPayloadBytes;
  /** The event as JSON text. */
  readonly payload: string;
  /** Functions that called functions before this one, in the same chain. */
  readonly hops: number;
}

/** The function that a request's path is to invoke, or `undefined` if it is no call of Invoke. */
function invokedFunction({ method, url = '' }: Pick<ServiceRequest, 'method' | 'url'>): string | undefined {
  const found = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/.exec(url)?.[1];
  return method === 'POST' && found !== undefined ? functionNameOf(decodeURIComponent(found)) : undefined;
}

/**
 * Reads a call of Invoke.
 *
 * @throws {@link LambdaError} for an event that is too large or no JSON, or a type that there isn't.
 */
async function readInvokeRequest(request: ServiceRequest, functionName: string): Promise<InvokeRequest> {
  const { headers } = request;
  const type = invocationType(headers['x-amz-invocation-type']);
  const payload = await readPayload(request, maxPayloadBytes[type]);
  const trace = headers['x-amzn-trace-id'];
  return {
    functionName,
    type,
    payload,
    hops: hopsOf(typeof trace === 'string' ? trace : undefined),
  };
}

function invocationType(header: string | string[] | undefined): InvokeRequest['type'] {
  if (header === undefined) return 'RequestResponse';
  if (header === 'RequestResponse' || header === 'Event' || header === 'DryRun') return header;
  throw new LambdaError(
    'InvalidParameterValueException',
    400,
    `Unsupported invocation type ${String(header)}.`,
  );
}

async function readPayload(request: ServiceRequest, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) {
    throw new LambdaError(
      'RequestTooLargeException',
      413,
      `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
    );
  }
  const text = Buffer.concat(chunks).toString() || '{}';
  try {
    JSON.parse(text);
  } catch {
    throw new LambdaError('InvalidRequestContentException', 400, 'Could not parse request body into json.');
  }
  return text;
}
