import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { readConfiguration } from '@headwaters/terraform-reader';
import { Command } from 'commander';
import { readAwsEnvironment, resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { AccountUnknownError, UsageError } from '../errors.js';
import { createAccountReader } from './account-reader.js';
import { type Check, type CheckResult, runChecks } from './check.js';
import { accountCheck } from './checks/account.js';
import { accessLogBucketCheck, eventBridgeCheck, stateBucketCheck } from './checks/buckets.js';
import { concurrencyCheck } from './checks/concurrency.js';
import { fanOutCheck, shardsCheck } from './checks/streams.js';
import { readPlannedStack, type TargetAccount } from './planned-stack.js';

interface PreflightOptions {
  readonly env?: string;
  readonly stack?: string;
  readonly json?: true;
}

/** Where synth writes its stacks, relative to the working directory. */
const synthesizedStacks = 'cdktf.out/stacks';

const checks: readonly Check[] = [
  accountCheck,
  concurrencyCheck,
  shardsCheck,
  fanOutCheck,
  accessLogBucketCheck,
  eventBridgeCheck,
  stateBucketCheck,
];

/** `preflight`: checks before an apply whether the AWS account has room for a stack. Exit code 1 if a check fails. */
export function createPreflightCommand(): Command {
  return new Command('preflight')
    .description('check, before an apply, that the AWS account has the quotas and buckets that a stack needs')
    .option('--env <name>', `environment: the stack ${synthesizedStacks}/ingest-NAME`)
    .option('--stack <folder>', 'folder of another synthesized stack')
    .option('--json', 'print the results as JSON')
    .action(preflight);
}

async function preflight({ env, stack, json }: PreflightOptions): Promise<void> {
  const configuration = await readConfiguration(stackFolder(env, stack));
  const region = configuration.region ?? readAwsEnvironment().region;
  if (region === undefined)
    throw new UsageError(`${configuration.stackName} declares no region. Set AWS_REGION.`);
  const account = { ...(await readCaller(region)), region };
  const results = await runChecks(checks, {
    stack: readPlannedStack(configuration, account),
    account,
    reader: createAccountReader({
      lambda: new LambdaClient({ region }),
      kinesis: new KinesisClient({ region }),
      s3: (bucketRegion) => new S3Client({ region: bucketRegion }),
    }),
  });
  const report = { stack: configuration.stackName, account: account.id, region, results };
  process.stdout.write(
    json ? `${JSON.stringify(report, undefined, 2)}\n` : results.map(formatResult).join(''),
  );
  process.exitCode = results.some(({ status }) => status === 'failed') ? exitCodes.failed : exitCodes.ok;
}

function stackFolder(env: string | undefined, stack: string | undefined): string {
  if (env !== undefined && stack === undefined) return join(synthesizedStacks, `ingest-${env}`);
  if (stack !== undefined && env === undefined) return resolveUserPath(stack);
  throw new UsageError('Name the stack: either --env NAME or --stack FOLDER.');
}

/** @throws {@link AccountUnknownError} without valid credentials. */
async function readCaller(region: string): Promise<Pick<TargetAccount, 'id' | 'partition'>> {
  try {
    const { Account: id = '', Arn = '' } = await new STSClient({ region }).send(
      new GetCallerIdentityCommand({}),
    );
    const [, partition = 'aws'] = Arn.split(':');
    return { id, partition };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new AccountUnknownError(
      `The AWS account can't be determined: ${cause.message} Set AWS credentials, for example AWS_PROFILE.`,
      { cause },
    );
  }
}

function formatResult(result: CheckResult): string {
  const line = `${result.status.padEnd(8)} ${result.check.padEnd(18)} ${result.what}\n`;
  return result.status === 'failed' ? `${line}${' '.repeat(28)}Fix: ${result.fix}\n` : line;
}
