import {
  accessKeyIdOf,
  type Authorize,
  type ServiceHandler,
  type ServiceRequest,
} from '@headwaters/local-services';
import { parseFunctionReference, type FunctionReference } from '@headwaters/pipeline-contract';
import { describeReference } from '../blueprint/function-reference.js';
import { findTarget, latestVersion, type FunctionTarget } from '../blueprint/function-targets.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import { LambdaApiError } from '../errors.js';
import type { InvocationResult } from './function-invoker.js';
import { describeJsonProblem } from './json-problem.js';
import { type LambdaAnswer, sendLambdaAnswer } from './lambda-answer.js';
import { maxHops, readHops } from './trace-header.js';

/**
 * Largest event in bytes, by invocation type.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23).
 */
const maxPayloadBytes = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** A request of the Invoke operation. */
export interface InvokeRequest {
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
  readonly type: keyof typeof maxPayloadBytes;
  /** The event, as a JSON string. */
  readonly payload: string;
  /** Number of functions that invoked each other before this one, in the same chain. */
  readonly hops: number;
  /** What the function receives as `context.clientContext`, as a JSON string. */
  readonly clientContext?: string | undefined;
  /** Whether the answer contains the end of the invocation's log. */
  readonly wantsLog?: boolean;
}

/** The result of a synchronous invocation, with the lines that it logged. */
export interface LoggedResult extends InvocationResult {
  readonly lines: readonly string[];
}

/** The functions that the Invoke operation can run. */
export interface InvokeTarget {
  /** Returns the function of that name, if it exists. */
  findFunction(functionName: string): Pick<FunctionPlan, 'mayRecurse' | 'targets'> | undefined;
  /** The ARN that a function of this name has or would have. */
  functionArn(functionName: string): string;
  /** Invokes a function synchronously. */
  invokeWithLog(request: InvokeRequest): Promise<LoggedResult>;
  /** Queues an asynchronous invocation and returns its request id. */
  enqueue(request: InvokeRequest): string;
}

/**
 * Serves Lambda's Invoke operation, so that functions can invoke functions.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-23).
 *
 * @param target - Returns the functions; `undefined` until they are available.
 * @param authorize - Default: every caller may invoke every function.
 */
export function invokeHandler(
  target: () => InvokeTarget | undefined,
  authorize: Authorize = () => undefined,
): ServiceHandler {
  return async (request, response) => {
    const path = readInvokePath(request);
    if (path === undefined) return false;
    await sendLambdaAnswer(response, async () => {
      const invocation = await readInvokeRequest(request, readInvokedReference(path));
      checkPermission(invocation, target(), (resource) =>
        authorize({ accessKeyId: accessKeyIdOf(request), action: 'lambda:InvokeFunction', resource }),
      );
      return answerInvoke(target(), invocation);
    });
    return true;
  };
}

/** The parameters in the path of an Invoke request. */
interface InvokePath {
  /** A name or ARN, with or without a version or alias. */
  readonly functionReference: string;
  /** Parameter `Qualifier`. */
  readonly qualifier: string | undefined;
}

/** Returns `undefined` if the request is not an Invoke request. */
function readInvokePath({ method, url = '' }: ServiceRequest): InvokePath | undefined {
  const [, found, query] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?(.*))?$/.exec(url) ?? [];
  if (method !== 'POST' || found === undefined) return undefined;
  const qualifier = new URLSearchParams(query).get('Qualifier') ?? undefined;
  return { functionReference: decodeURIComponent(found), qualifier };
}

/** The qualifier may be part of the function's name or ARN, a parameter, or both if they are equal. */
function readInvokedReference({ functionReference, qualifier }: InvokePath): FunctionReference {
  const reference = parseFunctionReference(functionReference);
  if (qualifier === undefined || qualifier === reference.qualifier) return reference;
  if (reference.qualifier === undefined) return { name: reference.name, qualifier };
  throw new LambdaApiError(
    'InvalidParameterValueException',
    400,
    'The derived qualifier from the function name does not match the specified qualifier.',
  );
}

async function readInvokeRequest(
  request: ServiceRequest,
  { name: functionName, qualifier }: FunctionReference,
): Promise<InvokeRequest> {
  const { headers } = request;
  const type = readInvocationType(headers['x-amz-invocation-type']);
  const payload = await readPayload(request, maxPayloadBytes[type]);
  const trace = headers['x-amzn-trace-id'];
  const hops = readHops(typeof trace === 'string' ? trace : undefined);
  const clientContext = readClientContext(headers['x-amz-client-context']);
  const wantsLog = headers['x-amz-log-type'] === 'Tail';
  return { functionName, qualifier, type, payload, hops, clientContext, wantsLog };
}

/** Base64 of a JSON object. */
function readClientContext(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const text = Buffer.from(header, 'base64').toString();
  if (isJson(text)) return text;
  throw new LambdaApiError(
    'InvalidRequestContentException',
    400,
    'Client context must be a valid Base64-encoded JSON object.',
  );
}

function readInvocationType(header: string | string[] | undefined): InvokeRequest['type'] {
  if (header === undefined) return 'RequestResponse';
  if (header === 'RequestResponse' || header === 'Event' || header === 'DryRun') return header;
  throw new LambdaApiError(
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
    throw new LambdaApiError(
      'RequestTooLargeException',
      413,
      `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
    );
  }
  const body = Buffer.concat(chunks);
  const payload = body.toString() || '{}';
  if (isJson(payload)) return payload;
  const detail = describeJsonProblem(body);
  throw new LambdaApiError(
    'InvalidRequestContentException',
    400,
    `Could not parse request body into json: Could not parse payload into json${detail === undefined ? '' : `: ${detail}`}`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws {@link LambdaApiError} `AccessDeniedException` (403) if the caller may not invoke the function, version or alias. */
function checkPermission(
  { functionName: name, qualifier }: InvokeRequest,
  target: InvokeTarget | undefined,
  authorize: (resource: string) => ReturnType<Authorize>,
): void {
  if (target === undefined) return;
  const denial = authorize(describeReference({ name: target.functionArn(name), qualifier }));
  if (denial !== undefined) throw new LambdaApiError('AccessDeniedException', 403, denial.message);
}

async function answerInvoke(target: InvokeTarget | undefined, request: InvokeRequest): Promise<LambdaAnswer> {
  const plan = target?.findFunction(request.functionName);
  const invoked = plan && findTarget(plan, request.qualifier);
  if (target === undefined || plan === undefined || invoked === undefined) {
    // Recorded: LocalStack's snapshots of real AWS, test_invoke_exceptions and test_lambda_alias_moving.
    const { functionName, qualifier = latestVersion } = request;
    const name = describeReference({ name: target?.functionArn(functionName) ?? functionName, qualifier });
    throw new LambdaApiError('ResourceNotFoundException', 404, `Function not found: ${name}`);
  }
  if (request.hops >= maxHops && !plan.mayRecurse) {
    throw new LambdaApiError(
      'RecursiveInvocationException',
      400,
      `Lambda has detected your function being invoked in a recursive loop after ${maxHops} invocations.`,
    );
  }
  if (request.type === 'DryRun') return { status: 204, headers: {}, body: '' };
  if (request.type === 'Event') {
    return { status: 202, headers: { 'x-amzn-RequestId': target.enqueue(request) }, body: '' };
  }
  return describeResult(await target.invokeWithLog(request), invoked, request);
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: the last 4 KB of the log (read 2026-11-29). */
const maxLogBytes = 4_096;

function describeResult(
  { requestId, outcome, lines }: LoggedResult,
  { version }: FunctionTarget,
  { wantsLog = false }: InvokeRequest,
): LambdaAnswer {
  if (outcome.kind === 'throttled') {
    throw new LambdaApiError('TooManyRequestsException', 429, 'Rate Exceeded.');
  }
  const log = Buffer.from(lines.map((line) => `${line}\n`).join('')).subarray(-maxLogBytes);
  const headers = {
    'x-amzn-RequestId': requestId,
    'X-Amz-Executed-Version': version,
    ...(wantsLog && { 'X-Amz-Log-Result': log.toString('base64') }),
  };
  if (outcome.kind === 'succeeded') return { status: 200, headers, body: outcome.payload };
  const body = JSON.stringify(outcome.failure);
  return { status: 200, headers: { ...headers, 'X-Amz-Function-Error': 'Unhandled' }, body };
}
