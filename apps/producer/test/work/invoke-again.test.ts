import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { continuationOf } from '../../src/work/continuation.js';
import { lambdaInvokeAgain } from '../../src/work/invoke-again.js';

const continuation = continuationOf({
  upload: { source: { bucket: 'uploads', key: 'notes.txt' } },
  start: { cell: 1, offset: 1_030, lineNumber: 9 },
});

function lambdaAnswering(StatusCode: number) {
  const commands: InvokeCommand[] = [];
  const send = (command: InvokeCommand) => {
    commands.push(command);
    return Promise.resolve({ StatusCode });
  };
  return { client: { send } as unknown as Pick<LambdaClient, 'send'>, commands };
}

describe('lambdaInvokeAgain', () => {
  it('queues the continuation for the very function, alias or version that ran', async () => {
    const { client, commands } = lambdaAnswering(202);
    await lambdaInvokeAgain(client)('arn:producer:live', continuation);
    expect(commands[0]?.input).toMatchObject({ FunctionName: 'arn:producer:live', InvocationType: 'Event' });
    expect(JSON.parse(Buffer.from(commands[0]?.input.Payload as Uint8Array).toString())).toEqual(
      continuation,
    );
  });

  it('fails on any answer but 202', async () => {
    const { client } = lambdaAnswering(200);
    await expect(lambdaInvokeAgain(client)('arn:producer', continuation)).rejects.toThrow(
      /200 instead of 202/,
    );
  });
});
