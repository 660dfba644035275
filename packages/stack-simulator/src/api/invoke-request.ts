import type { ServiceRequest } from '@headwaters/local-services';
import { functionNameOf } from '../blueprint/function-name-of.js';
import { LambdaError } from './lambda-error.js';
import { hopsOf } from './trace-lineage.js';

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
export function invokedFunction({
  method,
  url = '',
}: Pick<ServiceRequest, 'method' | 'url'>): string | undefined {
  const found = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/.exec(url)?.[1];
  return method === 'POST' && found !== undefined ? functionNameOf(decodeURIComponent(found)) : undefined;
}

/**
 * Reads a call of Invoke.
 *
 * @throws {@link LambdaError} for an event that is too large or no JSON, or a type that there isn't.
 */
export async function readInvokeRequest(
  request: ServiceRequest,
  functionName: string,
): Promise<InvokeRequest> {
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
