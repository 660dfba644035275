import type { AwsAccount } from '@headwaters/terraform-stack';
import type { DeliverySettings, DeployedEnvironment } from './delivery-settings.js';

/** The ARNs of one environment of the pipeline, as the ingest stack names them. */
export interface PipelineResources {
  readonly streams: readonly string[];
  readonly buckets: readonly string[];
  /** With their versions and aliases. */
  readonly functions: readonly string[];
  /** Their names are random ids, so permissions are limited by the function of a mapping. */
  readonly mappings: readonly string[];
  readonly logGroups: readonly string[];
  readonly alarms: readonly string[];
  readonly dashboards: readonly string[];
  readonly topics: readonly string[];
  /** That uploads wait in, or that keep those that did not reach the producer. */
  readonly queues: readonly string[];
  /** Of EventBridge, that start the producer. */
  readonly rules: readonly string[];
  /** Of DynamoDB, which consumers write to. */
  readonly tables: readonly string[];
  /** Of Firehose. */
  readonly deliveryStreams: readonly string[];
  /** The database of the Glue Data Catalog, its tables, and the catalog that contains it. */
  readonly catalog: readonly string[];
  readonly roles: readonly string[];
  /** Keys have random ids, so permissions are limited by {@link keyTags}. */
  readonly keys: readonly string[];
  readonly keyAliases: readonly string[];
  /** Tags of the environment's key. */
  readonly keyTags: Readonly<Record<string, string>>;
  /** The state and its lock file. */
  readonly stateObjects: readonly string[];
}

const bucketPurposes = ['source', 'archive', 'failures', 'ledger', 'parquet', 'delivery'];

/** Lists what an environment consists of. */
export function pipelineResources(
  account: AwsAccount,
  { namePrefix, stateBucket }: DeliverySettings,
  environment: DeployedEnvironment,
): PipelineResources {
  const { name, region, existingBuckets, existingStreams } = environment;
  const pipeline = `${namePrefix}-ingest-${name}`;
  const database = pipeline.replaceAll('-', '_');
  const arn = (service: string, resource: string) => account.arn(service, resource, region);
  const bucketNames = bucketPurposes.map((purpose) => `${pipeline}-${purpose}-${account.id}-${region}`);
  return {
    streams: [`${pipeline}-stream`, ...existingStreams].flatMap((stream) => [
      arn('kinesis', `stream/${stream}`),
      arn('kinesis', `stream/${stream}/consumer/${pipeline}-*`),
    ]),
    buckets: [...bucketNames, ...existingBuckets].map((bucket) => account.bucketArn(bucket)),
    functions: [arn('lambda', `function:${pipeline}-*`)],
    mappings: [arn('lambda', 'event-source-mapping:*')],
    logGroups: ['lambda', 'kinesisfirehose'].map((service) =>
      arn('logs', `log-group:/aws/${service}/${pipeline}-*`),
    ),
    alarms: [arn('cloudwatch', `alarm:${pipeline}-*`)],
    dashboards: [account.globalArn('cloudwatch', `dashboard/${pipeline}*`)],
    topics: [arn('sns', `${pipeline}-alarms`)],
    queues: [arn('sqs', `${pipeline}-*`)],
    rules: [arn('events', `rule/${pipeline}-*`)],
    tables: [arn('dynamodb', `table/${pipeline}-*`)],
    deliveryStreams: [arn('firehose', `deliverystream/${pipeline}-*`)],
    catalog: [
      arn('glue', 'catalog'),
      arn('glue', `database/${database}`),
      arn('glue', `table/${database}/*`),
    ],
    roles: [account.globalArn('iam', `role/${pipeline}-*`)],
    keys: [arn('kms', 'key/*')],
    keyAliases: [arn('kms', `alias/${pipeline}`)],
    keyTags: { application: namePrefix, environment: name },
    stateObjects: [`${account.bucketArn(stateBucket)}/ingest-${name}/*`],
  };
}
