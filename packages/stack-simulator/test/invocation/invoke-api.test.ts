import {
  type DestinationEvent,
  type InvocationEvent,
  type Simulation,
  startSimulation,
} from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const running: Simulation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()));
});

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:producer';

async function start(producer: string, settings = {}, options: Parameters<typeof ingestStack>[0] = {}) {
  const stackDirectory = writeStack(ingestStack({ producer: settings, ...options }), {
    'producer.zip': producer,
    'consumer.zip': 'export const handler = async () => 1;',
  });
  const simulation = await startSimulation({ stackDirectory });
  running.push(simulation);
  const invocations: InvocationEvent[] = [];
  simulation.events.on('invocation', (event) => invocations.push(event));
  const invoke = (functionName: string, body: string, headers = {}, query = '') =>
    fetch(
      `${simulation.endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations${query}`,
      { method: 'POST', body, headers },
    );
  return { simulation, invocations, invoke };
}

const increment = `export const handler = async ({ a }) => { if (a === 0) throw new RangeError('none'); return a + 1; };`;

describe('invokeHandler', () => {
  it('returns the response of a function, by name or by ARN', async () => {
    const { invoke } = await start(increment);
    const byName = await invoke('producer', '{"a":1}');
    expect([byName.status, byName.headers.get('x-amz-executed-version'), await byName.json()]).toEqual([
      200,
      '$LATEST',
      2,
    ]);
    const byArn = await invoke('arn:aws:lambda:eu-west-1:123456789012:function:producer:$LATEST', '{"a":2}');
    expect(await byArn.json()).toBe(3);
  });

  it.each([
    { name: 'producer', invoked: functionArn, version: '$LATEST' },
    { name: 'producer', query: '?Qualifier=$LATEST', invoked: `${functionArn}:$LATEST`, version: '$LATEST' },
    { name: 'producer:live', invoked: `${functionArn}:live`, version: '1' },
    { name: 'producer', query: '?Qualifier=live', invoked: `${functionArn}:live`, version: '1' },
    { name: functionArn, invoked: functionArn, version: '$LATEST' },
    { name: `${functionArn}:live`, invoked: `${functionArn}:live`, version: '1' },
    { name: `${functionArn}:live`, query: '?Qualifier=live', invoked: `${functionArn}:live`, version: '1' },
    { name: '123456789012:function:producer:1', invoked: `${functionArn}:1`, version: '1' },
  ])('invokes version $version by $name$query', async ({ name, query = '', invoked, version }) => {
    const source = `export const handler = async (_, { invokedFunctionArn }) => invokedFunctionArn;`;
    const { invoke } = await start(source, {}, { versions: true });
    const response = await invoke(name, '{}', {}, query);
    expect([response.headers.get('x-amz-executed-version'), await response.json()]).toEqual([
      version,
      invoked,
    ]);
  });

  it('returns the error of a function with the header X-Amz-Function-Error', async () => {
    const { invoke } = await start(increment);
    const response = await invoke('producer', '{"a":0}');
    expect([response.status, response.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(await response.json()).toMatchObject({ errorType: 'RangeError', errorMessage: 'none' });
  });

  it('queues an event of type Event and returns its request id', async () => {
    const { invoke, invocations, simulation } = await start(increment);
    const response = await invoke('producer', '{"a":1}', { 'x-amz-invocation-type': 'Event' });
    expect([response.status, await response.text()]).toEqual([202, '']);
    await simulation.whenIdle();
    expect(invocations).toMatchObject([
      { functionName: 'producer', trigger: 'api', requestId: response.headers.get('x-amzn-requestid') },
    ]);
  });

  it('does not invoke the function on a dry run', async () => {
    const { invoke, invocations } = await start(increment);
    const response = await invoke('producer', '{}', { 'x-amz-invocation-type': 'DryRun' });
    expect([response.status, invocations]).toEqual([204, []]);
  });

  const event = { 'x-amz-invocation-type': 'Event' };
  it.each([
    { what: 'an unknown function', name: 'other', status: 404, code: 'ResourceNotFoundException' },
    { what: 'an unknown alias', name: 'producer:other', status: 404, code: 'ResourceNotFoundException' },
    { what: 'an unknown Qualifier', query: '?Qualifier=2', status: 404, code: 'ResourceNotFoundException' },
    {
      what: 'a Qualifier that differs from the one in the ARN',
      name: `${functionArn}:live`,
      query: '?Qualifier=1',
      status: 400,
      code: 'InvalidParameterValueException',
    },
    { what: 'an event that is not JSON', body: '{', status: 400, code: 'InvalidRequestContentException' },
    {
      what: 'an unknown invocation type',
      headers: { 'x-amz-invocation-type': 'Soon' },
      status: 400,
      code: 'InvalidParameterValueException',
    },
    {
      what: 'an asynchronous event above 1 MB',
      body: `"${'x'.repeat(1_048_575)}"`,
      headers: event,
      status: 413,
      code: 'RequestTooLargeException',
    },
  ])('rejects $what', async ({ name = 'producer', query, body = '{}', headers = {}, status, code }) => {
    const { invoke } = await start(increment);
    const response = await invoke(name, body, headers, query);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, code]);
  });

  it('names the ARN that was not found', async () => {
    const { invoke } = await start(increment);
    const response = await invoke('producer:other', '{}');
    expect(await response.json()).toMatchObject({ message: `Function not found: ${functionArn}:other` });
  });

  const failing = `
    const { AWS_ENDPOINT_URL: endpoint } = process.env;
    export const handler = async ({ invokes }, { invokedFunctionArn }) => {
      if (!invokes) throw new RangeError('none');
      const url = endpoint + '/2015-03-31/functions/' + encodeURIComponent(invokedFunctionArn) + '/invocations';
      await fetch(url, { method: 'POST', body: '{}', headers: { 'x-amz-invocation-type': 'Event' } });
    };
  `;

  it('applies the invoke configuration of the alias to a function that invokes itself through its alias', async () => {
    const retries = { maximum_retry_attempts: 0 };
    const { invoke, invocations, simulation } = await start(failing, {}, { versions: true, retries });
    const records: DestinationEvent[] = [];
    simulation.events.on('destination', (record) => records.push(record));
    await invoke('producer:live', '{"invokes":true}', event);
    await simulation.whenIdle();
    expect(invocations.map(({ qualifier, outcome }) => [qualifier, outcome.kind])).toEqual([
      ['live', 'succeeded'],
      ['live', 'failed'],
    ]);
    expect(records.map(({ body }) => body)).toMatchObject([
      {
        requestContext: { functionArn: `${functionArn}:live`, condition: 'RetriesExhausted' },
        responseContext: { executedVersion: '1' },
      },
    ]);
  });

  it('returns TooManyRequestsException for a reserved concurrency of 0', async () => {
    const { invoke } = await start(increment, { reserved_concurrent_executions: 0 });
    const response = await invoke('producer', '{}');
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      429,
      'TooManyRequestsException',
    ]);
  });

  const recursive = `
    const { AWS_ENDPOINT_URL: endpoint } = process.env;
    export const handler = async ({ left }) => {
      if (left === 0) return 'enough';
      const headers = { 'x-amz-invocation-type': 'Event', 'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID };
      const url = endpoint + '/2015-03-31/functions/producer/invocations';
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ left: left - 1 }), headers });
      return response.headers.get('x-amzn-errortype');
    };
  `;
  /** Headers of an invocation with this many hops. */
  const call = (hops: number) => ({ ...event, 'x-amzn-trace-id': `Root=1-0-0;Lineage=${hops}:0:0` });

  it('stops a recursive chain at the 17th invocation', async () => {
    const { invoke, invocations, simulation } = await start(recursive);
    await invoke('producer', '{"left":9}', call(14));
    await simulation.whenIdle();
    const payloads = invocations.map(({ outcome }) =>
      'payload' in outcome ? outcome.payload : outcome.kind,
    );
    expect(payloads.sort()).toEqual(['"RecursiveInvocationException"', 'null']);
  });

  it('does not stop a chain whose function may recurse', async () => {
    const { invoke, invocations, simulation } = await start(recursive, {}, { recursion: 'Allow' });
    await invoke('producer', '{"left":2}', call(15));
    await simulation.whenIdle();
    expect(invocations).toHaveLength(3);
  });
});
