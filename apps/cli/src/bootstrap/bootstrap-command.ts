import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Command } from 'commander';
import { exitCodes } from '../command-line/exit.js';
import { parseCount } from '../command-line/option-values.js';
import { describeError } from '../errors.js';
import {
  type AwsAccount,
  createFoundationBucket,
  defaultAccessLogDays,
  foundationBuckets,
} from './foundation-buckets.js';

interface BootstrapOptions {
  readonly region: string;
  readonly accessLogDays: number;
}

/** `bootstrap`: creates the buckets that a deployment needs, or applies their settings again. Exit code 1 if S3 refuses. */
export function createBootstrapCommand(): Command {
  return new Command('bootstrap')
    .description('create the buckets for Terraform state and S3 access logs in your AWS account')
    .requiredOption('--region <region>', 'AWS region of the buckets, such as us-east-1')
    .option(
      '--access-log-days <days>',
      'days after which access logs expire',
      parseCount,
      defaultAccessLogDays,
    )
    .action(bootstrap);
}

async function bootstrap(options: BootstrapOptions): Promise<void> {
  try {
    await createBuckets(options);
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = exitCodes.failed;
  }
}

async function createBuckets({ region, accessLogDays }: BootstrapOptions): Promise<void> {
  const { state, accessLogs } = foundationBuckets(await getCallerAccount(region), region, accessLogDays);
  const s3 = new S3Client({ region });
  for (const bucket of [state, accessLogs]) await createFoundationBucket(s3, bucket, region);
  process.stdout.write(
    [
      `${state.name} and ${accessLogs.name} are ready. Access logs expire after ${accessLogDays} days.`,
      "Add to the environment's settings:",
      `  state: { kind: 's3', bucket: '${state.name}', region: '${region}' },`,
      `  buckets: { ..., accessLogBucket: 'headwaters-access-logs-{account}-{region}' },`,
      '',
    ].join('\n'),
  );
}

async function getCallerAccount(region: string): Promise<AwsAccount> {
  const sts = new STSClient({ region });
  const { Account: id = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const [, partition = 'aws'] = Arn.split(':');
  return { id, partition };
}
