import { randomUUID } from 'node:crypto';
import type { ServiceResponse } from '@headwaters/local-services';
import { LambdaApiError } from '../errors.js';

/** A response of the Lambda API. */
export interface LambdaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends the answer to a request of the Lambda API, or the error that the API reports. */
export async function sendLambdaAnswer(
  response: ServiceResponse,
  answer: () => LambdaAnswer | Promise<LambdaAnswer>,
): Promise<void> {
  try {
    send(response, await answer());
  } catch (error) {
    if (!(error instanceof LambdaApiError)) throw error;
    send(response, describeError(error));
  }
}

function describeError({ code, status, message }: LambdaApiError): LambdaAnswer {
  const headers = { 'x-amzn-RequestId': randomUUID(), 'x-amzn-ErrorType': code };
  return { status, headers, body: JSON.stringify({ Type: status === 429 ? 'Service' : 'User', message }) };
}

function send(response: ServiceResponse, { status, headers, body }: LambdaAnswer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== '') response.setHeader('Content-Type', 'application/json');
  response.end(body);
}
