import { describe, expect, it } from '@jest/globals';
import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { dev } from '../../src/environments/dev.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { events, queued } from '../environments/every-feature.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(events);

/** The variables of a consumer as its function reads them. */
const environmentOf = (name: string) =>
  parseConsumerEnvironment(
    (
      stack.resource('aws_lambda_function', `consumer-${name}`)['environment'] as {
        variables: Record<string, string>;
      }
    ).variables,
  );

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const bucketArn = (purpose: string) =>
  `arn:aws:s3:::headwaters-ingest-events-${purpose}-111122223333-us-east-1`;

/** The names of a consumer's permissions besides those of every consumer. */
function ownSids(name: string): string[] {
  const shared = Object.keys(stack.permissions('consumer-partner')).filter((sid) => sid !== 'PutRecords');
  return Object.keys(stack.permissions(`consumer-${name}`)).filter((sid) => !shared.includes(sid));
}

describe('the sink dynamodb', () => {
  it('has a table on demand, encrypted with the key, restorable, with the keys of its items', () => {
    expect(stack.resource('aws_dynamodb_table', 'consumer-latest_table')).toMatchObject({
      name: 'headwaters-ingest-events-consumer-latest',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'pk',
      range_key: 'sk',
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'sk', type: 'N' },
      ],
      server_side_encryption: { enabled: true, kms_key_arn: '${aws_kms_key.key.arn}' },
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: false,
    });
  });

  it('has no sort key for upserts without a sort field, and that of the record id for append', () => {
    const tableOf = (table: object) => {
      const consumers = [{ name: 'one', sink: 'dynamodb', maxRecordAgeSeconds: 43_200, table }];
      return synthesize({ ...dev, consumers } as IngestSettingsInput).resource(
        'aws_dynamodb_table',
        'consumer-one_table',
      );
    };
    expect(tableOf({ keyField: '/user' })['range_key']).toBeUndefined();
    expect(tableOf({ keyField: '/user', mode: 'append', sortType: 'number' })).toMatchObject({
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'sk', type: 'S' },
      ],
    });
  });

  it('is protected from deletion with the environment', () => {
    const state = { kind: 's3' as const, bucket: 'acme-state' };
    const kept = synthesize({ ...events, state, deletionProtection: true });
    expect(kept.resource('aws_dynamodb_table', 'consumer-latest_table')).toMatchObject({
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('is written with one action, which its mode needs', () => {
    const table = (name: string) => arn('dynamodb', `table/headwaters-ingest-events-consumer-${name}`);
    expect(ownSids('latest')).toEqual(['WriteItems', 'UseTableKey']);
    expect(stack.permissions('consumer-latest')['WriteItems']).toEqual({
      actions: ['dynamodb:PutItem'],
      resources: [table('latest')],
    });
    expect(stack.permissions('consumer-history')['WriteItems']).toEqual({
      actions: ['dynamodb:BatchWriteItem'],
      resources: [table('history')],
    });
  });

  it('has its settings in variables that the function reads', () => {
    expect(environmentOf('latest')).toMatchObject({
      SINK: 'dynamodb',
      KEY_FIELD: '/user/id',
      SORT_TYPE: 'number',
      VERSION_FIELD: '/version',
    });
    expect(environmentOf('history')).toMatchObject({
      TABLE_MODE: 'append',
      RECORD_FORMAT: 'csv',
      CSV_COLUMNS: ['user', 'at'],
      CSV_DELIMITER: ';',
    });
  });
});

describe('the sink parquet', () => {
  it('writes below its name only, and reads nothing', () => {
    expect(ownSids('lake')).toEqual(['WriteFiles', 'WriteFilesEncrypt']);
    expect(stack.permissions('consumer-lake')['WriteFiles']).toEqual({
      actions: ['s3:PutObject'],
      resources: [`${bucketArn('parquet')}/lake/*`],
    });
  });

  it('has a table for declared columns only, with those of the sink', () => {
    expect(Object.keys(stack.resources('aws_glue_catalog_table'))).toEqual(['consumer-warehouse_catalog']);
    const { storage_descriptor: descriptor } = stack.resource(
      'aws_glue_catalog_table',
      'consumer-warehouse_catalog',
    ) as {
      storage_descriptor: { columns: { name: string; type: string }[] };
    };
    expect(descriptor.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'user_id string',
      'at timestamp',
      'amount bigint',
      '_rest string',
      '_line string',
      '_source string',
      '_offset bigint',
    ]);
  });

  it('has names that Athena reads without quotes, and partitions that it computes', () => {
    expect(stack.resource('aws_glue_catalog_table', 'consumer-warehouse_catalog')).toMatchObject({
      name: 'warehouse',
      partition_keys: [{ name: 'dt', type: 'string' }],
      parameters: {
        'projection.enabled': 'true',
        'projection.dt.format': 'yyyy-MM-dd-HH',
        'projection.dt.range': '2026-01-01-00,NOW+1DAYS',
        'projection.dt.interval.unit': 'HOURS',
        'storage.location.template': 's3://${aws_s3_bucket.parquet.bucket}/warehouse/dt=$${dt}/',
      },
    });
    expect(stack.resource('aws_glue_catalog_database', 'catalog')).toMatchObject({
      name: 'headwaters_ingest_events',
    });
  });

  it('has its settings in variables that the function reads', () => {
    expect(environmentOf('warehouse')).toMatchObject({
      PARQUET_PREFIX: 'warehouse/',
      PARQUET_PARTITION: 'hour',
      PARQUET_LINE: true,
      PARQUET_COLUMNS: [{ name: 'user_id' }, { name: 'at' }, { name: 'amount' }],
    });
  });
});

describe('the sink firehose', () => {
  it('puts records into its delivery stream, which the stack creates unless it is named', () => {
    expect(stack.permissions('consumer-forward')['PutRecords']).toEqual({
      actions: ['firehose:PutRecordBatch'],
      resources: [arn('firehose', 'deliverystream/headwaters-ingest-events-forward-delivery')],
    });
    expect(stack.permissions('consumer-partner')['PutRecords']?.resources).toEqual([
      arn('firehose', 'deliverystream/partner-events'),
    ]);
    expect(environmentOf('partner')).toMatchObject({
      DELIVERY_STREAM_NAME: 'partner-events',
      RECORD_DELIMITER: 'newline',
    });
    expect(Object.keys(stack.resources('aws_kinesis_firehose_delivery_stream')).sort()).toEqual([
      'consumer-dwh_delivery',
      'consumer-forward_delivery',
      'consumer-raw_delivery',
    ]);
  });

  it('may use the key for its own delivery stream, by way of Firehose only', () => {
    const useOf = (name: string) =>
      stack.statements(`consumer-${name}_permissions`).filter(({ sid }) => sid === 'EncryptInBuffer');
    expect(useOf('forward')).toMatchObject([
      {
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        condition: [{ variable: 'kms:ViaService', values: ['firehose.us-east-1.amazonaws.com'] }],
      },
    ]);
    expect(useOf('partner')).toEqual([]);
  });

  it('encrypts what waits in its delivery stream with the key', () => {
    expect(stack.resource('aws_kinesis_firehose_delivery_stream', 'consumer-forward_delivery')).toMatchObject(
      {
        server_side_encryption: {
          enabled: true,
          key_type: 'CUSTOMER_MANAGED_CMK',
          key_arn: '${aws_kms_key.key.arn}',
        },
      },
    );
  });
});

describe('the sink delivery', () => {
  it('reads the stream without a function, and writes below its name', () => {
    expect(Object.keys(stack.resources('aws_lambda_function'))).not.toContain('consumer-raw');
    expect(stack.resource('aws_kinesis_firehose_delivery_stream', 'consumer-raw_delivery')).toMatchObject({
      destination: 'extended_s3',
      kinesis_source_configuration: { kinesis_stream_arn: '${aws_kinesis_stream.stream.arn}' },
      extended_s3_configuration: { prefix: 'raw/!{timestamp:yyyy/MM/dd/HH}/' },
    });
  });

  it('may read the stream, write below its name and below errors/, and write its log', () => {
    const permissions = stack.permissions('consumer-raw_delivery');
    expect(Object.keys(permissions)).toEqual([
      'DeliverRecords',
      'DeliverRecordsEncrypt',
      'AssembleRecords',
      'AssembleRecordsDecrypt',
      'DeliverErrors',
      'FindBucket',
      'WriteLog',
      'ReadStream',
      'DecryptRecords',
    ]);
    expect(permissions['DeliverRecords']?.resources).toEqual([`${bucketArn('delivery')}/raw/*`]);
    expect(permissions['DeliverErrors']?.resources).toEqual([`${bucketArn('delivery')}/errors/raw/*`]);
  });

  it('ends records with a newline only where the wire has removed their terminators', () => {
    const processorsOf = (of: typeof stack) =>
      JSON.stringify(of.resource('aws_kinesis_firehose_delivery_stream', 'consumer-raw_delivery'));
    expect(processorsOf(stack)).toContain('AppendDelimiterToRecord');
    expect(processorsOf(synthesize(queued))).not.toContain('AppendDelimiterToRecord');
  });

  it('copies to Redshift with the credentials of a secret, and has no password', () => {
    expect(stack.resource('aws_kinesis_firehose_delivery_stream', 'consumer-dwh_delivery')).toMatchObject({
      destination: 'redshift',
      redshift_configuration: {
        data_table_name: 'public.events',
        secrets_manager_configuration: { enabled: true, secret_arn: expect.stringContaining(':secret:dwh-') },
        s3_configuration: { prefix: 'dwh/!{timestamp:yyyy/MM/dd/HH}/' },
      },
    });
    expect(stack.permissions('consumer-dwh_delivery')['ReadCredentials']?.actions).toEqual([
      'secretsmanager:GetSecretValue',
    ]);
  });

  it('is no consumer in the outputs, because it writes no receipts', () => {
    expect(stack.outputs()['consumer-names']).toEqual([
      'archive',
      'latest',
      'history',
      'warehouse',
      'lake',
      'forward',
      'partner',
    ]);
  });

  it('has a log that the key may encrypt', () => {
    const [logs] = stack.keyPolicy().Statement.filter(({ Sid }) => Sid === 'EncryptLogs');
    expect(JSON.stringify(logs)).toContain(
      'log-group:/aws/kinesisfirehose/headwaters-ingest-events-*-delivery',
    );
  });
});
