import type { ConsumerVariables } from '@headwaters/pipeline-contract';
import type { Permission } from '@headwaters/terraform-stack';
import type { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { FunctionConsumerSettings } from '../settings/consumer-settings.js';
import { deliveryStreamNameOf, type NameSettings } from '../settings/resource-names.js';
import type { RecordSettings } from '../settings/sink-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import { DeliveryStream } from './delivery-stream.js';
import { ItemTable } from './item-table.js';
import { type ParquetCatalog, ParquetTable } from './parquet-catalog.js';

/** What sinks write to. */
export interface SinkTargets {
  readonly archive: PrivateBucket;
  /** Set if a consumer writes Parquet files. */
  readonly parquet: PrivateBucket | undefined;
  /** Set if a consumer with the sink parquet declares columns. */
  readonly catalog: ParquetCatalog | undefined;
  /** Set if the stack has delivery streams. */
  readonly delivery: PrivateBucket | undefined;
}

export interface ConsumerSinkOptions {
  readonly platform: FunctionPlatform;
  readonly names: NameSettings;
  /** Name of the function, and of its table. */
  readonly name: string;
  readonly settings: FunctionConsumerSettings;
  readonly source: UploadBucket;
  readonly targets: SinkTargets;
  readonly deletionProtection: boolean;
}

/** What a function needs for its sink. */
export interface ConsumerSink {
  readonly variables: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  /** The delivery stream that the stack created for it. */
  readonly deliveryStream?: DeliveryStream;
}

type Sink<Name extends FunctionConsumerSettings['sink']> = Extract<FunctionConsumerSettings, { sink: Name }>;

/** Variables of a sink, which every sink shares with {@link ConsumerVariables}, without those of every consumer. */
type SinkVariables<Name extends ConsumerVariables['SINK']> = Partial<
  Extract<ConsumerVariables, { SINK: Name }>
>;

/** Creates what a sink writes to, if it belongs to one consumer only. */
export function createSink(scope: Construct, options: ConsumerSinkOptions): ConsumerSink {
  const { settings } = options;
  switch (settings.sink) {
    case 'archive':
      return archiveSink(options);
    case 'log':
      return logSink(settings);
    case 'own':
      return { variables: settings.variables, permissions: [] };
    case 'dynamodb':
      return tableSink(scope, settings, options);
    case 'parquet':
      return parquetSink(scope, settings, options);
    case 'firehose':
      return firehoseSink(scope, settings, options);
  }
}

/** To archive blocks, and to copy oversize records, which arrive as references, from the source bucket. */
function archiveSink({ source, targets: { archive } }: ConsumerSinkOptions): ConsumerSink {
  return {
    variables: {
      SINK: 'archive',
      ARCHIVE_BUCKET: archive.name,
      SOURCE_BUCKET: source.name,
    } satisfies SinkVariables<'archive'>,
    permissions: [
      ...archive.permissions.write('ArchiveBlocks'),
      ...source.permissions.read('ReadReferences'),
      // Without it, S3 returns 403 for an object that does not exist, which counts as a fault that passes. Source:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
      { sid: 'FindReferences', actions: ['s3:ListBucket'], resources: [source.permissions.arn] },
      ...archive.permissions.writeInParts('ArchiveReferences'),
    ],
  };
}

function logSink({ logPayload }: Sink<'log'>): ConsumerSink {
  const variables = {
    SINK: 'log',
    LOG_PAYLOAD: logPayload ? 'true' : 'false',
  } satisfies SinkVariables<'log'>;
  return { variables, permissions: [] };
}

function tableSink(
  scope: Construct,
  { table: settings, records }: Sink<'dynamodb'>,
  { platform, name, deletionProtection }: ConsumerSinkOptions,
): ConsumerSink {
  const { account, key } = platform;
  const table = new ItemTable(scope, 'table', { account, name, key, settings, deletionProtection });
  const variables = {
    SINK: 'dynamodb',
    TABLE_NAME: table.name,
    ...recordVariables(records),
    TABLE_MODE: settings.mode,
    KEY_FIELD: settings.keyField,
    KEY_ATTRIBUTE: settings.keyAttribute,
    KEY_TYPE: settings.keyType,
    ...(settings.sortField === undefined ? {} : { SORT_FIELD: settings.sortField }),
    SORT_ATTRIBUTE: settings.sortAttribute,
    SORT_TYPE: settings.sortType,
    ...(settings.versionField === undefined ? {} : { VERSION_FIELD: settings.versionField }),
    VERSION_TYPE: settings.versionType,
  } satisfies SinkVariables<'dynamodb'>;
  return { variables, permissions: table.permissions };
}

function parquetSink(
  scope: Construct,
  { name, parquet: settings, records }: Sink<'parquet'>,
  { targets: { parquet: bucket, catalog } }: ConsumerSinkOptions,
): ConsumerSink {
  if (bucket === undefined) return missing('bucket');
  const prefix = `${name}/`;
  const { columns } = settings;
  if (columns !== undefined) {
    const { databaseName } = catalog ?? missing('catalog');
    const location = `s3://${bucket.name}/${prefix}`;
    new ParquetTable(scope, 'catalog', { databaseName, consumerName: name, location, settings, columns });
  }
  const variables = {
    SINK: 'parquet',
    PARQUET_BUCKET: bucket.name,
    PARQUET_PREFIX: prefix,
    ...recordVariables(records),
    ...(columns === undefined ? {} : { PARQUET_COLUMNS: JSON.stringify(columns) }),
    PARQUET_MISMATCH: settings.mismatch,
    PARQUET_LINE: settings.line ? 'true' : 'false',
    PARQUET_PARTITION: settings.partition,
    ...(settings.keyDate === undefined ? {} : { PARQUET_KEY_DATE: settings.keyDate }),
  } satisfies SinkVariables<'parquet'>;
  return { variables, permissions: bucket.permissions.write('WriteFiles', { prefix }) };
}

function firehoseSink(
  scope: Construct,
  settings: Sink<'firehose'>,
  { platform, names, targets: { delivery } }: ConsumerSinkOptions,
): ConsumerSink {
  const { deliveryStream: existing, recordDelimiter } = settings;
  const name = existing ?? deliveryStreamNameOf(names, settings.name);
  const own =
    existing === undefined
      ? new DeliveryStream(scope, 'delivery', {
          platform,
          name,
          consumerName: settings.name,
          bucket: delivery ?? missing('delivery bucket'),
          bufferMegabytes: settings.bufferMegabytes,
          bufferSeconds: settings.bufferSeconds,
        })
      : undefined;
  const variables = {
    SINK: 'firehose',
    DELIVERY_STREAM_NAME: own?.name ?? name,
    RECORD_DELIMITER: recordDelimiter,
  } satisfies SinkVariables<'firehose'>;
  const put = {
    sid: 'PutRecords',
    actions: ['firehose:PutRecordBatch'],
    resources: [platform.account.arn('firehose', `deliverystream/${name}`)],
  };
  if (own === undefined) return { variables, permissions: [put] };
  return { variables, permissions: [put, ...encryptInBuffer(platform)], deliveryStream: own };
}

/**
 * Firehose checks that the caller may use the key of the delivery stream. Its encryption context is not documented.
 * Source: https://docs.aws.amazon.com/firehose/latest/dev/encryption.html, read on 2026-11-29.
 */
function encryptInBuffer({ account, key }: FunctionPlatform): Permission[] {
  if (key === undefined) return [];
  const viaFirehose = {
    test: 'StringEquals',
    variable: 'kms:ViaService',
    values: [`firehose.${account.region}.amazonaws.com`],
  };
  return [
    {
      sid: 'EncryptInBuffer',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.arn],
      condition: [viaFirehose],
    },
  ];
}

function recordVariables({ format, csvColumns, csvDelimiter }: RecordSettings) {
  return {
    RECORD_FORMAT: format,
    ...(csvColumns === undefined ? {} : { CSV_COLUMNS: csvColumns.join(',') }),
    CSV_DELIMITER: csvDelimiter,
  };
}

/** The stack creates shared targets for all consumers that need them. */
function missing(target: string): never {
  throw new RangeError(`The stack has no ${target} for this consumer.`);
}
