import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const running: Simulation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()));
});

/** A recording: what was sent, and what AWS answered. Only the keys of the answer are compared. */
interface Recording {
  /** Name of the test in LocalStack's snapshots of real AWS, tests/aws/services/lambda_/test_lambda.snapshot.json. */
  readonly test: string;
  /** Code of the handler: the recorded one, or the same in Node.js. */
  readonly code?: string;
  readonly settings?: object;
  readonly function?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

const echo = 'export const handler = async (event) => { console.log(event); return event; };';
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function';
const parsing = 'Could not parse request body into json: Could not parse payload into json:';
const source =
  '\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column:';

const recordings: readonly Recording[] = [
  {
    test: 'test_invocation_type_request_response[nodejs16.x]',
    answer: { status: 200, version: '$LATEST', payload: {} },
  },
  {
    test: 'test_invocation_type_event[nodejs16.x]',
    headers: { 'x-amz-invocation-type': 'Event' },
    answer: { status: 202, version: null, payload: '' },
  },
  {
    test: 'test_invocation_type_dry_run[nodejs16.x]',
    headers: { 'x-amz-invocation-type': 'DryRun' },
    answer: { status: 204, version: null, payload: '' },
  },
  {
    test: 'test_invocation_type_no_return_payload[nodejs-RequestResponse]',
    code: 'export const handler = async () => {};',
    answer: { status: 200, payload: null },
  },
  {
    test: 'test_invocation_with_logs[nodejs16.x]',
    headers: { 'x-amz-log-type': 'Tail' },
    answer: {
      status: 200,
      log: [
        'START RequestId: <id> Version: $LATEST',
        '<time>\t<id>\tINFO\t{}',
        'END RequestId: <id>',
        'REPORT RequestId: <id>\tDuration: <n> ms\tBilled Duration: <n> ms\tMemory Size: <n> MB\tMax Memory Used: <n> MB\tInit Duration: <n> ms\t',
        '',
      ],
    },
  },
  {
    test: 'test_invocation_with_qualifier',
    code: 'export const handler = async (_, { functionVersion, invokedFunctionArn }) => ({ functionVersion, invokedFunctionArn });',
    function: 'producer:1',
    answer: { version: '1', payload: { functionVersion: '1', invokedFunctionArn: `${arn}:producer:1` } },
  },
  {
    test: 'test_lambda_with_context',
    code: 'export const handler = async (_, { clientContext }) => clientContext;',
    headers: {
      'x-amz-client-context': Buffer.from('{"custom":{"foo":"bar"},"env":{"fizz":"buzz"}}').toString(
        'base64',
      ),
    },
    answer: { status: 200, payload: { custom: { foo: 'bar' }, env: { fizz: 'buzz' } } },
  },
  {
    test: 'test_lambda_invoke_with_timeout',
    code: 'export const handler = () => new Promise(() => setTimeout(() => {}, 60_000));',
    settings: { timeout: 1 },
    answer: {
      status: 200,
      error: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: <id> Error: Task timed out after 1.00 seconds',
      },
    },
  },
  {
    test: 'test_lambda_handler_exit',
    code: 'export const handler = async () => process.exit(0);',
    answer: {
      status: 200,
      error: 'Unhandled',
      payload: {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: <id> Error: Runtime exited without providing a reason',
      },
    },
  },
  {
    test: 'test_lambda_too_large_response',
    code: "export const handler = async () => 'x'.repeat(6_291_557);",
    answer: {
      status: 200,
      error: 'Unhandled',
      payload: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    },
  },
  {
    test: 'test_reserved_concurrency',
    settings: { reserved_concurrent_executions: 0 },
    answer: {
      status: 429,
      code: 'TooManyRequestsException',
      payload: { Type: 'Service', message: 'Rate Exceeded.' },
    },
  },
  {
    test: 'test_invoke_exceptions',
    function: 'doesnotexist',
    answer: {
      status: 404,
      code: 'ResourceNotFoundException',
      payload: { Type: 'User', message: `Function not found: ${arn}:doesnotexist:$LATEST` },
    },
  },
  {
    test: 'test_lambda_alias_moving',
    function: 'producer:non-existent-alias',
    answer: {
      status: 404,
      payload: { Type: 'User', message: `Function not found: ${arn}:producer:non-existent-alias` },
    },
  },
  {
    test: 'test_lambda_invoke_payload_encoding_error[body]',
    body: Buffer.from('6e87729ee9b5d749ee9b6d74', 'hex'),
    answer: {
      status: 400,
      code: 'InvalidRequestContentException',
      payload: { Type: 'User', message: `${parsing} Invalid UTF-8 start byte 0x87${source} 3]` },
    },
  },
  {
    test: 'test_lambda_invoke_payload_encoding_error[message]',
    body: Buffer.from('99eb2c6a07a17a5968', 'hex'),
    answer: {
      status: 400,
      code: 'InvalidRequestContentException',
      payload: {
        Type: 'User',
        message: `${parsing} Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')${source} 1]`,
      },
    },
  },
];

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

async function answerOf(recording: Recording): Promise<Readonly<Record<string, unknown>>> {
  const { code = echo, settings = {}, function: name = 'producer', body = '{}', headers = {} } = recording;
  const stackDirectory = writeStack(ingestStack({ producer: settings, versions: true }), {
    'producer.zip': code,
    'consumer.zip': echo,
  });
  const simulation = await startSimulation({ stackDirectory });
  running.push(simulation);
  const url = `${simulation.endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const response = await fetch(url, { method: 'POST', body, headers });
  const text = (await response.text()).replaceAll(uuid, '<id>');
  const log = Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString();
  return {
    status: response.status,
    version: response.headers.get('x-amz-executed-version'),
    error: response.headers.get('x-amz-function-error'),
    code: response.headers.get('x-amzn-errortype'),
    payload: text === '' ? '' : (JSON.parse(text) as unknown),
    log: log
      .replaceAll(uuid, '<id>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/[\d.]+ (ms|MB)/g, '<n> $1')
      .split('\n'),
  };
}

describe('the Invoke operation', () => {
  it.each(recordings)('answers as AWS did in the recording $test', async (recording) => {
    const answer = await answerOf(recording);
    const compared = Object.keys(recording.answer).map((key) => [key, answer[key]]);
    expect(Object.fromEntries(compared)).toEqual(recording.answer);
  });
});
