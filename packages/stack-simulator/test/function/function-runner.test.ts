import { describe, expect, it } from '@jest/globals';
import { deploy, responseOf, workerArn } from '../support/deploy-function.js';

describe('FunctionFleet', () => {
  it('passes the event and the context', async () => {
    const { invoke } = await deploy(
      `export const handler = async (event, context) => ({ event, ...context, left: context.getRemainingTimeInMillis() });`,
    );
    expect(responseOf(await invoke({ a: 1 }))).toEqual({
      event: { a: 1 },
      functionName: 'worker',
      functionVersion: '$LATEST',
      invokedFunctionArn: workerArn,
      memoryLimitInMB: '128',
      awsRequestId: 'request-1',
      logGroupName: '/aws/lambda/worker',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      callbackWaitsForEmptyEventLoop: true,
      left: expect.any(Number),
    });
  });

  it('passes the declared variables and those of AWS, and only PATH of the host', async () => {
    process.env['HOST_SECRET'] = 'x';
    const { invoke } = await deploy(`export const handler = async () => process.env;`);
    const environment = responseOf(await invoke()) as Record<string, string>;
    delete process.env['HOST_SECRET'];
    expect(environment).toMatchObject({
      COLOUR: 'green',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_LAMBDA_FUNCTION_NAME: 'worker',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    });
    const own = Object.keys(environment).filter((name) => !name.startsWith('AWS_'));
    expect(own.sort()).toEqual(
      [
        'COLOUR',
        'LAMBDA_TASK_ROOT',
        'LANG',
        'NODE_CHANNEL_FD',
        'NODE_CHANNEL_SERIALIZATION_MODE',
        'PATH',
        'TZ',
        '_HANDLER',
        '_X_AMZN_TRACE_ID',
      ]
        .filter((name) => name in environment)
        .sort(),
    );
  });

  it('keeps the process warm between invocations', async () => {
    const { invoke } = await deploy(`let count = 0; export const handler = async () => (count += 1);`);
    const [first, second] = [await invoke(), await invoke()];
    expect([responseOf(first), responseOf(second)]).toEqual([1, 2]);
    expect(first.initDurationMillis).toBeGreaterThan(0);
    expect(second.initDurationMillis).toBeUndefined();
  });

  it('reports the memory of the function, not that of the process that started it', async () => {
    const megabyte = 1_048_576;
    const own = Buffer.alloc(300 * megabyte, 1);
    const { invoke } = await deploy(
      `let kept; export const handler = async () => { kept = Buffer.alloc(100 * ${megabyte}, 1); };`,
    );
    const { maxMemoryBytes } = await invoke();
    expect(own.length).toBeGreaterThan(maxMemoryBytes);
    expect(maxMemoryBytes).toBeGreaterThan(100 * megabyte);
  });

  it('runs concurrent invocations in separate processes', async () => {
    const { invoke } = await deploy(
      `export const handler = async () => { await new Promise((r) => setTimeout(r, 200)); return process.pid; };`,
    );
    const [one, two] = await Promise.all([invoke(), invoke()]);
    expect(responseOf(one)).not.toEqual(responseOf(two));
  });

  it('throttles invocations above the reserved concurrency', async () => {
    const { invoke } = await deploy(`export const handler = async () => 1;`, { reservedConcurrency: 1 });
    const [first, second] = await Promise.all([invoke(), invoke()]);
    expect([first.outcome.kind, second.outcome.kind]).toEqual(['succeeded', 'throttled']);
  });

  it('throttles every invocation at reserved concurrency 0, until the reservation is removed', async () => {
    const { invoke, fleet } = await deploy(`export const handler = async () => 1;`);
    fleet.reserveConcurrency('worker', 0);
    expect((await invoke()).outcome.kind).toBe('throttled');
    fleet.reserveConcurrency('worker', undefined);
    expect((await invoke()).outcome.kind).toBe('succeeded');
  });

  it('applies the timeout of an invocation instead of that of the function', async () => {
    const { fleet } = await deploy(
      `export const handler = async (event, context) => context.getRemainingTimeInMillis();`,
    );
    const request = { requestId: 'short', payload: '{}', trigger: 'api', attempt: 1 } as const;
    const result = await fleet.invoke({ functionName: 'worker', ...request, timeoutSeconds: 2 });
    expect(responseOf(result)).toBeLessThanOrEqual(2_000);
  });

  it('supports callbacks, CommonJS and handlers in a folder', async () => {
    const { invoke } = await deploy(
      `exports.api = { run(event, context, done) { setTimeout(() => done(null, event.n + 1), 1); } };`,
      { handler: 'src/main.api.run' },
      'src/main.cjs',
    );
    expect(responseOf(await invoke({ n: 1 }))).toBe(2);
  });

  it('logs in the AWS text format, with the lines of the function between START and END', async () => {
    const { invoke, lines } = await deploy(
      `export const handler = async () => { console.warn('two\\nlines', { a: 1 }); process.stderr.write('raw'); };`,
    );
    await invoke();
    expect(lines).toEqual([
      'START RequestId: request-1 Version: $LATEST',
      expect.stringMatching(/^\S+Z\trequest-1\tWARN\ttwo\nlines \{ a: 1 \}$/),
      'raw',
      'END RequestId: request-1',
      expect.stringMatching(
        /^REPORT RequestId: request-1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$/,
      ),
    ]);
  });

  it('logs in the AWS JSON format', async () => {
    const { invoke, lines } = await deploy(
      `export const handler = async () => { console.log('two\\nlines'); throw new RangeError('no'); };`,
      { logFormat: 'JSON' },
    );
    await invoke();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'platform.start', record: { requestId: 'request-1' } },
      { level: 'INFO', requestId: 'request-1', message: 'two\nlines' },
      { level: 'ERROR', requestId: 'request-1', message: { errorType: 'RangeError' } },
      { type: 'platform.report', record: { status: 'error', metrics: { memorySizeMB: 128 } } },
    ]);
  });

  it.each([
    ['throws', `throw new RangeError('too far')`, { errorType: 'RangeError', errorMessage: 'too far' }],
    [
      'exits',
      `process.exit(3)`,
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
    ],
    [
      'has an unhandled rejection',
      `Promise.reject(new Error('lost')); await new Promise(() => {})`,
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'lost' },
    ],
    [
      'returns more than 6 MB',
      `return 'x'.repeat(6291556)`,
      { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('6291556 bytes') },
    ],
  ])(
    'reports a function that %s as AWS does, and runs the next invocation',
    async (_, statement, failure) => {
      const { invoke } = await deploy(
        `export const handler = async (event) => { if (event.bad) { ${statement}; } return 'fine'; };`,
      );
      expect((await invoke({ bad: true })).outcome).toEqual({
        kind: 'failed',
        failure: expect.objectContaining(failure),
      });
      expect(responseOf(await invoke())).toBe('fine');
    },
  );

  it('kills a function after its timeout, and starts the next invocation cold', async () => {
    const { invoke } = await deploy(
      `export const handler = async (event) => { while (event.busy); return 'fine'; };`,
      { timeoutSeconds: 0.3 },
    );
    expect((await invoke({ busy: true })).outcome).toEqual({
      kind: 'failed',
      failure: {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: request-1 Error: Task timed out after 0.30 seconds',
      },
    });
    expect((await invoke()).initDurationMillis).toBeGreaterThan(0);
  });

  it('fails the invocation in flight on a crash, and keeps idle processes warm', async () => {
    const { invoke, lines, fleet } = await deploy(
      `export const handler = async ({ busy }) => { console.log('here'); if (busy) await new Promise((r) => setTimeout(r, 9_000)); };`,
    );
    await invoke();
    await fleet.crash('worker');
    const second = invoke({ busy: true });
    while (lines.filter((line) => line.endsWith('here')).length < 2)
      await new Promise((r) => setTimeout(r, 5));
    await fleet.crash('worker');
    expect(await second).toMatchObject({
      outcome: { failure: { errorType: 'Runtime.ExitError' } },
      initDurationMillis: undefined,
    });
  });

  it.each([
    ['has no handler module', { handler: 'other.handler' }, 'Runtime.ImportModuleError'],
    ['does not export its handler', { handler: 'handler.other' }, 'Runtime.HandlerNotFound'],
  ])('fails every invocation of a function that %s', async (_, settings, errorType) => {
    const { invoke } = await deploy(`export const handler = async () => 1;`, settings);
    const { outcome } = await invoke();
    expect(outcome).toEqual({ kind: 'failed', failure: expect.objectContaining({ errorType }) });
  });
});
