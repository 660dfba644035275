import { parseArgs } from 'node:util';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsAccount, foundationBuckets, makeBucket } from './foundation-buckets.js';

// Usage: state-bootstrap --region REGION

/** The account of whoever runs this, and the partition that it belongs to. */
async function callersAccount(region: string): Promise<AwsAccount> {
  const sts = new STSClient({ region });
  const { Account: id = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const [, partition = 'aws'] = Arn.split(':');
  return { id, partition };
}

async function main(region: string): Promise<void> {
  const { state, accessLogs } = foundationBuckets(await callersAccount(region), region);
  const s3 = new S3Client({ region });
  for (const bucket of [state, accessLogs]) await makeBucket(s3, bucket, region);
  process.stdout.write(
    [
      `Made ${state.name} and ${accessLogs.name}. In the environment's settings:`,
      `  state: { kind: 's3', bucket: '${state.name}', region: '${region}' },`,
      `  buckets: { ..., accessLogBucket: 'headwaters-access-logs-{account}-{region}' },`,
      '',
    ].join('\n'),
  );
}

const { values } = parseArgs({ options: { region: { type: 'string' } } });
if (values.region === undefined) {
  process.stderr.write('Name the region: npm run state:bootstrap -- --region us-east-1\n');
  process.exitCode = 2;
} else {
  try {
    await main(values.region);
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    process.stderr.write(`S3 answered ${error.name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
