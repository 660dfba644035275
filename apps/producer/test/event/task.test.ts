import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { continuationOf, lambdaInvokeAgain, readWork } from '../../src/event/task.js';
import { objectCreated } from '../events/object-created.js';

const task = {
  upload: { source: { bucket: 'uploads', key: 'a b.txt', versionId: 'v1' } },
  start: { cell: 7, offset: 5_505_024, lineNumber: 27_001 },
};

describe('readWork', () => {
  it('reads a continuation, as Lambda passes it on', () => {
    const event: unknown = JSON.parse(JSON.stringify(continuationOf(task)));
    expect(readWork(event)).toEqual({ tasks: [task], invalid: [] });
  });

  it('keeps the ETag of an object without a version', () => {
    const unversioned = { ...task, upload: { source: { bucket: 'uploads', key: 'a' }, eTag: '"e"' } };
    expect(readWork(continuationOf(unversioned)).tasks).toEqual([unversioned]);
  });

  it('begins the uploads of a notification at their start', () => {
    expect(readWork({ Records: [objectCreated()] }).tasks[0]?.start).toEqual({
      cell: 0,
      offset: 0,
      lineNumber: 1,
    });
  });

  it.each([
    ['nothing', null],
    ['no start', { upload: task.upload }],
    ['a negative cell', { ...task, start: { ...task.start, cell: -1 } }],
    ['line 0', { ...task, start: { ...task.start, lineNumber: 0 } }],
    ['half a cell', { ...task, start: { ...task.start, cell: 0.5 } }],
  ])('refuses a continuation with %s', (_, continuation) => {
    expect(() => readWork({ continuation })).toThrow(/not a continuation/);
  });
});

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
