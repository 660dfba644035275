import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Continuation } from './continuation.js';

/** Hands a continuation to a fresh asynchronous invocation of a function. Resolves when Lambda has queued it. */
export type InvokeAgain = (functionArn: string, continuation: Continuation) => Promise<void>;

/** @param client - May retry by itself: a continuation that is done twice makes the same blocks. */
export function lambdaInvokeAgain(client: Pick<LambdaClient, 'send'>): InvokeAgain {
  return async (functionArn, continuation) => {
    const { StatusCode: status } = await client.send(
      new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(continuation)),
      }),
    );
    if (status !== 202)
      throw new Error(`Lambda answered ${String(status)} instead of 202 to the continuation`);
  };
}
