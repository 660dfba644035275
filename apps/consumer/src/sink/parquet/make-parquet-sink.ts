import type { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { delimiterOf } from '../fields/delimiter.js';
import type { Sink } from '../sink.js';
import { parquetSink } from './parquet-sink.js';

/** The variables of `SINK=parquet`. */
export type ParquetEnvironment = Extract<ConsumerEnvironment, { SINK: 'parquet' }>;

/** Makes the sink from its variables. */
export function makeParquetSink(environment: ParquetEnvironment, s3: Pick<S3Client, 'send'>): Sink {
  const { RECORD_FORMAT, CSV_COLUMNS, CSV_DELIMITER, PARQUET_BUCKET, PARQUET_PREFIX } = environment;
  const { PARQUET_COLUMNS, PARQUET_MISMATCH, PARQUET_LINE, PARQUET_PARTITION, PARQUET_KEY_DATE } =
    environment;
  return parquetSink(s3, {
    bucket: PARQUET_BUCKET,
    prefix: PARQUET_PREFIX,
    format: { format: RECORD_FORMAT, columns: CSV_COLUMNS, delimiter: delimiterOf(CSV_DELIMITER) },
    columns: PARQUET_COLUMNS,
    onMismatch: PARQUET_MISMATCH,
    hasLine: PARQUET_LINE,
    partition: { by: PARQUET_PARTITION, keyDate: PARQUET_KEY_DATE },
  });
}
