import {
  DescribeAccountSettingsCommand,
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  paginateListStreamConsumers,
  ResourceNotFoundException as StreamNotFound,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  ResourceNotFoundException as FunctionNotFound,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';

/** What the checks read of an account. Every method throws the error of the AWS client, such as a missing permission. */
export interface AccountReader {
  /** Executions that all functions of the account may have at once, and those of them that no function has reserved. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** Executions that a function has reserved. 0 if it does not exist or has reserved none. */
  reservedBy(functionName: string): Promise<number>;
  /** Quotas of the account's streams, and how much of them is used. */
  streamQuotas(): Promise<StreamQuotas>;
  /** `undefined` if the stream does not exist. */
  findStream(name: string): Promise<ExistingStream | undefined>;
  /** Names of the consumers with enhanced fan-out. */
  consumersOf(streamArn: string): Promise<readonly string[]>;
  /** Whether the account's on-demand streams are in On-demand Advantage. */
  hasAdvantage(): Promise<boolean>;
  findBucket(name: string, region: string): Promise<BucketPresence>;
  /** Whether a bucket sends its events to EventBridge. */
  sendsToEventBridge(bucket: string, region: string): Promise<boolean>;
}

/** Whether a bucket is in a region. S3 denies access also to a bucket of another account, whatever its region. */
export type BucketPresence = 'here' | 'in another region' | 'denied' | 'absent';

/** Quotas of the streams of an account in a region. */
export interface StreamQuotas {
  readonly maxShards: number;
  /** Of provisioned streams. */
  readonly openShards: number;
  readonly maxOnDemandStreams: number;
  readonly onDemandStreams: number;
}

/** A stream that exists. */
export interface ExistingStream {
  readonly arn: string;
  readonly mode: string;
  readonly openShards: number;
}

/** The clients of an account. */
export interface AccountClients {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly kinesis: KinesisClient;
  /** Returns a client of a region. */
  readonly s3: (region: string) => Pick<S3Client, 'send'>;
}

/** Reads an account through the AWS SDK. Changes nothing. */
export function createAccountReader({ lambda, kinesis, s3 }: AccountClients): AccountReader {
  return {
    async concurrency() {
      const { AccountLimit = {} } = await lambda.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit;
      return { limit: ConcurrentExecutions, unreserved: UnreservedConcurrentExecutions };
    },
    async reservedBy(FunctionName) {
      const concurrency = await unlessAbsent(
        lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
        FunctionNotFound,
      );
      return concurrency?.ReservedConcurrentExecutions ?? 0;
    },
    async streamQuotas() {
      const limits = await kinesis.send(new DescribeLimitsCommand({}));
      return {
        maxShards: limits.ShardLimit ?? 0,
        openShards: limits.OpenShardCount ?? 0,
        maxOnDemandStreams: limits.OnDemandStreamCountLimit ?? 0,
        onDemandStreams: limits.OnDemandStreamCount ?? 0,
      };
    },
    async findStream(StreamName) {
      const found = await unlessAbsent(
        kinesis.send(new DescribeStreamSummaryCommand({ StreamName })),
        StreamNotFound,
      );
      const { StreamARN = '', StreamModeDetails, OpenShardCount = 0 } = found?.StreamDescriptionSummary ?? {};
      const mode = StreamModeDetails?.StreamMode ?? 'PROVISIONED';
      return found && { arn: StreamARN, mode, openShards: OpenShardCount };
    },
    async consumersOf(StreamARN) {
      const names: string[] = [];
      for await (const { Consumers = [] } of paginateListStreamConsumers({ client: kinesis }, { StreamARN }))
        names.push(...Consumers.flatMap(({ ConsumerName }) => ConsumerName ?? []));
      return names;
    },
    async hasAdvantage() {
      const settings = await kinesis.send(new DescribeAccountSettingsCommand({}));
      return (settings.MinimumThroughputBillingCommitment?.Status ?? 'DISABLED') !== 'DISABLED';
    },
    async findBucket(Bucket, region) {
      try {
        await s3(region).send(new HeadBucketCommand({ Bucket }));
        return 'here';
      } catch (error) {
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        const presence = presenceByStatus.get(status);
        if (presence === undefined) throw error;
        return presence;
      }
    },
    async sendsToEventBridge(Bucket, region) {
      const found = await s3(region).send(new GetBucketNotificationConfigurationCommand({ Bucket }));
      return found.EventBridgeConfiguration !== undefined;
    },
  };
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html (read 2026-11-28). */
const presenceByStatus = new Map<number | undefined, BucketPresence>([
  [301, 'in another region'],
  [403, 'denied'],
  [404, 'absent'],
]);

/** Resolves with `undefined` if the response is an error of this class. */
async function unlessAbsent<Response>(
  response: Promise<Response>,
  notFound: new (...options: never[]) => Error,
): Promise<Response | undefined> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof notFound) return undefined;
    throw error;
  }
}
