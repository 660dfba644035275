import { TextDecoder } from 'node:util';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { formatSourceUri, type ParquetColumn } from '@headwaters/pipeline-contract';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { DeliveredRecord, Delivery } from '../../record/delivery.js';
import { fieldReader, type RecordFields, type RecordFormat } from '../fields/record-reader.js';
import { RecordRefusals } from '../fields/record-refusals.js';
import { refuseReference } from '../fields/refuse-reference.js';
import type { Sink } from '../sink.js';
import { fileName, partitionFolder, type PartitionSettings } from './file-key.js';
import { ColumnInference } from './infer-columns.js';
import { RowColumns, refuseSinkNames, type RowPlace } from './row-columns.js';

export interface ParquetSinkOptions {
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
  readonly format: RecordFormat;
  /** Default: inferred from each block. */
  readonly columns?: readonly ParquetColumn[] | undefined;
  readonly onMismatch: 'refuse' | 'null';
  /** Whether rows have `_line`, the record as text. Then blank lines and the header row of a CSV object are rows too. */
  readonly hasLine: boolean;
  readonly partition: PartitionSettings;
}

/**
 * Writes each delivery as one Parquet file with a row per record, and `_source` and `_offset` in each row. The name of a file
 * depends on its range alone, and its content on its bytes: a redelivery replaces it by the same file.
 *
 * Memory: one delivery at a time is converted, so 16 finished files besides it. Needs s3:PutObject.
 *
 * A record that no row can hold is refused once the others of its delivery are stored.
 */
export function parquetSink(s3: Pick<S3Client, 'send'>, options: ParquetSinkOptions): Sink {
  const folderOf = partitionFolder(options.partition);
  return {
    async accept(delivery, signal) {
      refuseReference(delivery, 'a file has the records of one block');
      const refusals = new RecordRefusals();
      const { rows, recordCount } = readRows(delivery, options, refusals);
      if (rows.rowCount > 0) {
        const Key = `${options.prefix}${folderOf(delivery)}${fileName(delivery)}.parquet`;
        const Body = new Uint8Array(
          parquetWriteBuffer({ columnData: rows.columnData(), createdBy: 'headwaters' }),
        );
        const object = { Bucket: options.bucket, Key, Body, ContentType: 'application/vnd.apache.parquet' };
        await s3.send(new PutObjectCommand(object), { abortSignal: signal });
      }
      refusals.throwIfAny(recordCount);
    },
    laneOf: ({ sequenceNumber }) => sequenceNumber,
  };
}

interface ReadRecord {
  readonly record: DeliveredRecord;
  readonly fields: RecordFields | undefined;
  readonly place: RowPlace;
}

/** Two passes: the columns of a block are known when all its records are read. */
function readRows(delivery: Delivery, options: ParquetSinkOptions, refusals: RecordRefusals) {
  const { columns, onMismatch, hasLine } = options;
  const inference = columns === undefined ? new ColumnInference() : undefined;
  const { read, recordCount } = readRecords(delivery, { options, refusals, inference });
  const rows = new RowColumns({
    columns: columns ?? inference?.columns() ?? [],
    onMismatch,
    hasLine,
    hasRest: columns !== undefined,
  });
  for (const { record, fields, place } of read) {
    refusals.collect(record, () => {
      rows.add(fields, place);
    });
  }
  return { rows, recordCount };
}

function readRecords(
  delivery: Delivery,
  context: {
    readonly options: ParquetSinkOptions;
    readonly refusals: RecordRefusals;
    readonly inference: ColumnInference | undefined;
  },
): { read: ReadRecord[]; recordCount: number } {
  const { options, refusals, inference } = context;
  const { format, hasLine } = options;
  const readFields = fieldReader(format, delivery.carried);
  const lineOf = lineReader(delivery, hasLine);
  const read: ReadRecord[] = [];
  let recordCount = 0;
  for (const record of delivery.records()) {
    const index = recordCount;
    recordCount += 1;
    refusals.collect(record, () => {
      const fields = readFields(record);
      if (fields === undefined && !hasLine) return;
      if (fields !== undefined) {
        refuseSinkNames(fields);
        inference?.add(fields.members);
      }
      const { source, offset } = placeOf(delivery, record, index);
      read.push({ record, fields, place: { source, offset, line: lineOf(record) } });
    });
  }
  return { read, recordCount };
}

/** A foreign record has its place in the stream in place of a source, and its index in the Kinesis record. */
function placeOf({ stream, shardId }: Delivery, { source, offset, id }: DeliveredRecord, index: number) {
  if (source !== undefined && offset !== undefined) return { source: formatSourceUri(source), offset };
  return { source: `kinesis://${stream}/${shardId}/${id}`, offset: index };
}

/** The text of a record with its byte order mark, so that its bytes can be made from it again. */
function lineReader(delivery: Delivery, hasLine: boolean): (record: DeliveredRecord) => string | undefined {
  if (!hasLine) return () => undefined;
  const decoder = new TextDecoder(delivery.carried?.encoding ?? 'utf-8', { fatal: true, ignoreBOM: true });
  return ({ bytes }) => decoder.decode(bytes);
}
