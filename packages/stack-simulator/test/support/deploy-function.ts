import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@headwaters/local-services';
import { FunctionFleet, type FunctionPlan } from '@headwaters/stack-simulator';
import { afterEach } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import './patient-tests.js';

const fleets: FunctionFleet[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Deploys a function. `invoke` runs it once; `lines` contains everything that it logged. */
export async function deploy(source: string, settings: Partial<FunctionPlan> = {}, file = 'handler.mjs') {
  const folder = mkdtempSync(join(tmpdir(), 'function-'));
  folders.push(folder);
  const archivePath = join(folder, 'code.zip');
  writeFileSync(archivePath, zipSync({ [file]: strToU8(source) }));
  const lines: string[] = [];
  const fleet = await FunctionFleet.unpack({
    plans: [{ ...plan, archivePath, ...settings }],
    folder: join(folder, 'functions'),
    nodePath: process.execPath,
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:1',
    clock: systemClock,
    onLine: (_, line) => lines.push(line),
  });
  fleets.push(fleet);
  let requests = 0;
  const invoke = (event: unknown = {}, qualifier?: string) =>
    fleet.invoke({
      functionName: 'worker',
      qualifier,
      requestId: `request-${(requests += 1)}`,
      payload: JSON.stringify(event),
      trigger: 'api',
      attempt: 1,
    });
  return { invoke, lines, fleet };
}

const asynchronous = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onSuccess: undefined,
  onFailure: undefined,
};

/** ARN of the function. */
export const workerArn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker';

/** What can be invoked: the function itself, and its version 3 through the alias `live`. */
const targets: FunctionPlan['targets'] = [
  {
    address: 'aws_lambda_function.worker',
    qualifier: undefined,
    arn: workerArn,
    version: '$LATEST',
    asynchronous,
  },
  {
    address: 'aws_lambda_alias.live',
    qualifier: 'live',
    arn: `${workerArn}:live`,
    version: '3',
    asynchronous,
  },
];

const plan: FunctionPlan = {
  address: 'aws_lambda_function.worker',
  name: 'worker',
  arn: workerArn,
  roleArn: 'arn:aws:iam::123456789012:role/role',
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  archivePath: '',
  memoryMegabytes: 128,
  timeoutSeconds: 10,
  environment: { COLOUR: 'green' },
  reservedConcurrency: undefined,
  logGroupName: '/aws/lambda/worker',
  logFormat: 'Text',
  mayRecurse: false,
  version: '3',
  targets,
};

/** The response of an invocation that succeeded; otherwise its outcome. */
export const responseOf = ({ outcome }: { outcome: { kind: string; payload?: string } }): unknown =>
  outcome.payload === undefined ? outcome : JSON.parse(outcome.payload);
