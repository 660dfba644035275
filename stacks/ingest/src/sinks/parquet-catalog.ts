import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database/index.js';
import {
  GlueCatalogTable,
  type GlueCatalogTablePartitionKeys,
} from '@cdktf/provider-aws/lib/glue-catalog-table/index.js';
import { Construct } from 'constructs';
import type { ColumnSettings, ParquetSettings } from '../settings/sink-settings.js';

/** The tables of an environment in the Glue Data Catalog. Names have no hyphens: Athena would need quotes. */
export class ParquetCatalog extends Construct {
  readonly databaseName: string;

  constructor(scope: Construct, id: string, pipelineName: string) {
    super(scope, id);
    const name = catalogName(pipelineName);
    this.databaseName = new GlueCatalogDatabase(this, 'Default', {
      name,
      description: `Parquet files of ${pipelineName}.`,
    }).name;
  }
}

const catalogName = (name: string) => name.replaceAll('-', '_');

export interface ParquetTableOptions {
  readonly databaseName: string;
  /** Becomes the name of the table, with `_` for hyphens. */
  readonly consumerName: string;
  /** Where the files are, such as `s3://bucket/prefix/`. */
  readonly location: string;
  readonly settings: ParquetSettings;
  readonly columns: readonly ColumnSettings[];
}

/**
 * A table over the Parquet files of a consumer. Athena computes its partitions; other services read registered partitions only, or a
 * table without partitions. Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html, read on 2026-11-29.
 */
export class ParquetTable extends Construct {
  constructor(scope: Construct, id: string, options: ParquetTableOptions) {
    super(scope, id);
    const { databaseName, consumerName, location, settings, columns } = options;
    const formats = 'org.apache.hadoop.hive.ql.io.parquet';
    new GlueCatalogTable(this, 'Default', {
      databaseName,
      name: catalogName(consumerName),
      description: `Records of the consumer ${consumerName}.`,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet', ...projection(settings, location) },
      partitionKeys: partitionKeysOf(settings),
      storageDescriptor: {
        location,
        inputFormat: `${formats}.MapredParquetInputFormat`,
        outputFormat: `${formats}.MapredParquetOutputFormat`,
        serDeInfo: {
          name: 'parquet',
          serializationLibrary: `${formats}.serde.ParquetHiveSerDe`,
          parameters: { 'serialization.format': '1' },
        },
        columns: columnsOf(settings, columns),
      },
    });
  }
}

const glueTypes = {
  string: 'string',
  integer: 'bigint',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  json: 'string',
} as const satisfies Record<ColumnSettings['type'], string>;

/** The columns of every row, with the names that `apps/consumer/src/sink/parquet/row-columns.ts` gives them. */
function columnsOf({ line }: ParquetSettings, columns: readonly ColumnSettings[]) {
  return [
    ...columns.map(({ name, type }) => ({ name, type: glueTypes[type] })),
    // Members that no column reads, as JSON.
    { name: '_rest', type: 'string' },
    ...(line ? [{ name: '_line', type: 'string' }] : []),
    { name: '_source', type: 'string' },
    { name: '_offset', type: 'bigint' },
  ];
}

const partitionName = 'dt';

const partitionKeysOf = ({ partition }: ParquetSettings): GlueCatalogTablePartitionKeys[] =>
  partition === 'none' ? [] : [{ name: partitionName, type: 'string' }];

/** Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html, read on 2026-11-29. */
function projection({ partition, since }: ParquetSettings, location: string): Record<string, string> {
  if (partition === 'none') return {};
  const isHour = partition === 'hour';
  const property = (name: string) => `projection.${partitionName}.${name}`;
  return {
    'projection.enabled': 'true',
    [property('type')]: 'date',
    [property('format')]: isHour ? 'yyyy-MM-dd-HH' : 'yyyy-MM-dd',
    // A key can be dated tomorrow: its sender may be ahead of UTC.
    [property('range')]: `${since}${isHour ? '-00' : ''},NOW+1DAYS`,
    [property('interval')]: '1',
    [property('interval.unit')]: isHour ? 'HOURS' : 'DAYS',
    // Terraform makes `${` of `$${`.
    'storage.location.template': `${location}${partitionName}=$\${${partitionName}}/`,
  };
}
