import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { InvocationOutcome, InvocationResult } from '../invocation/function-invoker.js';
import { startSimulation } from '../simulation/start-simulation.js';
import type { FunctionExpectation, FunctionScenario } from './scenario.js';

type ObservedInvocation = NonNullable<FunctionExpectation['invocations']>[number];
type Observed = Required<FunctionExpectation> & { readonly invocations: readonly ObservedInvocation[] };

const functionName = 'worker';

/** Runs the code of a scenario and returns the results in the form of its expectation. */
export async function observeFunction(scenario: FunctionScenario): Promise<Observed> {
  const stackDirectory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    await writeFile(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(stackOf(scenario)));
    await writeFile(join(stackDirectory, 'code.zip'), zipSync({ 'handler.mjs': strToU8(scenario.code) }));
    return await invokeAll(stackDirectory, scenario);
  } finally {
    await rm(stackDirectory, { recursive: true });
  }
}

async function invokeAll(stackDirectory: string, { events, expect }: FunctionScenario): Promise<Observed> {
  const simulation = await startSimulation({ stackDirectory });
  const lines: string[] = [];
  simulation.events.on('log', ({ line }) => lines.push(observeLine(line)));
  const results: InvocationResult[] = [];
  try {
    for (const event of events) {
      const concurrent: readonly unknown[] = Array.isArray(event) ? event : [event];
      const invoked = concurrent.map((each) => simulation.invoke(functionName, JSON.stringify(each)));
      results.push(...(await Promise.all(invoked)));
    }
  } finally {
    await simulation.stop();
  }
  const invocations = results.map((result, index) => observe(result, expect.invocations?.[index]));
  return { invocations, lines };
}

/** Leaves out what the expectation leaves out. */
function observe(
  { outcome, initDurationMillis }: InvocationResult,
  expected: ObservedInvocation = {},
): ObservedInvocation {
  return {
    ...observeOutcome(outcome, expected),
    ...(expected.cold !== undefined && { cold: initDurationMillis !== undefined }),
  };
}

function observeOutcome(outcome: InvocationOutcome, expected: ObservedInvocation): ObservedInvocation {
  if (outcome.kind === 'throttled') return { throttled: true };
  if (outcome.kind === 'succeeded') {
    return 'answer' in expected || expected.cold === undefined
      ? { answer: JSON.parse(outcome.payload) as unknown }
      : {};
  }
  const { errorType, errorMessage } = outcome.failure;
  const expectsMessage = expected.failure?.errorMessage !== undefined;
  return { failure: { errorType, ...(expectsMessage && { errorMessage: observeLine(errorMessage) }) } };
}

function stackOf(scenario: FunctionScenario): object {
  return {
    '//': { metadata: { stackName: 'conformance' } },
    provider: { aws: [{ region: 'us-east-1' }] },
    resource: {
      aws_iam_role: { role: { name: 'role' } },
      aws_lambda_function: {
        worker: {
          function_name: functionName,
          filename: 'code.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.role.arn}',
          ...scenario.function,
        },
      },
    },
  };
}

/** The variable parts of log lines and error messages, with their placeholders. */
const variableParts: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/(Duration: )[\d.]+ ms/g, '$1<ms>'],
  [/(Max Memory Used: )\d+ MB/g, '$1<MB>'],
  [/("(?:durationMs|billedDurationMs|initDurationMs|maxMemoryUsedMB)":)[\d.]+/g, '$1"<number>"'],
  // Stack traces contain the path of the code.
  [/,"trace":\[.*?\]/g, ''],
  [/,"stackTrace":\[.*?\]/g, ''],
];

/** Replaces the variable parts of a line by placeholders. */
function observeLine(line: string): string {
  return variableParts.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
