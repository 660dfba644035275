import { describe, expect, it } from '@jest/globals';
import { deploy, responseOf, workerArn } from '../support/deploy-function.js';

describe('FunctionFleet', () => {
  it('passes the ARN of the alias, and the version that it invokes', async () => {
    const { invoke, lines } = await deploy(
      `export const handler = async (_, { invokedFunctionArn, functionVersion, logStreamName }) =>
         [invokedFunctionArn, functionVersion, logStreamName.slice(11, -32)];`,
    );
    const results = [await invoke({}, 'live'), await invoke()].map(responseOf);
    expect(results).toEqual([
      [`${workerArn}:live`, '3', '[3]'],
      [workerArn, '$LATEST', '[$LATEST]'],
    ]);
    expect(lines.filter((line) => line.startsWith('START'))).toEqual([
      'START RequestId: request-1 Version: 3',
      'START RequestId: request-2 Version: $LATEST',
    ]);
  });

  it('shares the reserved concurrency among versions, but not their processes', async () => {
    const { invoke, fleet } = await deploy(`export const handler = async () => process.pid;`);
    const [alias, unqualified, again] = [await invoke({}, 'live'), await invoke(), await invoke({}, 'live')];
    expect(responseOf(alias)).not.toEqual(responseOf(unqualified));
    expect(responseOf(again)).toEqual(responseOf(alias));
    fleet.reserveConcurrency('worker', 0);
    expect((await invoke({}, 'live')).outcome.kind).toBe('throttled');
  });

  it('rejects a version that the function does not have', async () => {
    const { invoke } = await deploy(`export const handler = async () => 1;`);
    await expect(invoke({}, '2')).rejects.toThrow('The stack has no function worker:2.');
  });
});
