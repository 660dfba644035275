import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { continuationOf, lambdaInvokeContinuation, readTasks, startOfObject } from '../../src/event/task.js';
import { objectCreated } from '../events/object-created.js';

const task = {
  upload: { source: { bucket: 'uploads', key: 'a b.txt', versionId: 'v1' } },
  start: { cell: 7, offset: 5_505_024, lineNumber: 27_001 },
};

describe('readTasks', () => {
  it('reads a continuation after a round trip through JSON', () => {
    const event: unknown = JSON.parse(JSON.stringify(continuationOf(task)));
    expect(readTasks(event)).toEqual({ tasks: [{ task, messageIds: [] }], invalid: [], isQueueBatch: false });
  });

  it('keeps the ETag of an object without a version', () => {
    const unversioned = { ...task, upload: { source: { bucket: 'uploads', key: 'a' }, eTag: '"e"' } };
    expect(readTasks(continuationOf(unversioned)).tasks.map(({ task: read }) => read)).toEqual([unversioned]);
  });

  it('starts the uploads of a notification at byte 0, line 1', () => {
    expect(readTasks({ Records: [objectCreated()] }).tasks[0]?.task.start).toEqual(startOfObject);
    expect(startOfObject).toEqual({ cell: 0, offset: 0, lineNumber: 1 });
  });

  it.each([
    ['null', null, 'continuation must be an object'],
    ['no start', { upload: task.upload }, 'continuation.start is missing'],
    ['a negative cell', { ...task, start: { ...task.start, cell: -1 } }, 'start.cell must not be negative'],
    ['line 0', { ...task, start: { ...task.start, lineNumber: 0 } }, 'start.lineNumber must be at least 1'],
    ['half a cell', { ...task, start: { ...task.start, cell: 0.5 } }, 'start.cell must be an integer'],
  ])('rejects a continuation with %s', (_, continuation, fault) => {
    expect(() => readTasks({ continuation })).toThrow(fault);
    expect(() => readTasks({ continuation })).toThrow(/not a continuation/);
  });
});

function lambdaReturning(StatusCode: number) {
  const commands: InvokeCommand[] = [];
  const send = (command: InvokeCommand) => {
    commands.push(command);
    return Promise.resolve({ StatusCode });
  };
  return { client: { send } as unknown as Pick<LambdaClient, 'send'>, commands };
}

describe('lambdaInvokeContinuation', () => {
  const continuation = continuationOf(task);

  it('queues an invocation of the same function, alias or version', async () => {
    const { client, commands } = lambdaReturning(202);
    await lambdaInvokeContinuation(client)('arn:producer:live', continuation);
    expect(commands[0]?.input).toMatchObject({ FunctionName: 'arn:producer:live', InvocationType: 'Event' });
    expect(JSON.parse(Buffer.from(commands[0]?.input.Payload as Uint8Array).toString())).toEqual(
      continuation,
    );
  });

  it('fails on status 200, which is not 202', async () => {
    const { client } = lambdaReturning(200);
    await expect(lambdaInvokeContinuation(client)('arn:producer', continuation)).rejects.toThrow(
      /200 instead of 202/,
    );
  });
});
