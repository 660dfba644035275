import {
  firehoseDelimiters,
  keyTypes,
  parquetColumnTypes,
  parquetMismatches,
  parquetPartitions,
  recordFormats,
  sinkCsvDelimiters,
  tableModes,
} from '@headwaters/pipeline-contract';
import { flag, oneOf, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { firehoseLimits } from '../limits.js';

const fieldAdvice =
  'a JSON pointer such as /user/id; for CSV, a column by its number (from 0) or by its name';

const field = (description: string) => patternString(`${fieldAdvice}: ${description}`, /^.+$/s);

/** How a sink reads the fields of a record. */
const records = v.strictObject({
  format: v.optional(oneOf(recordFormats, 'what a record is: a JSON document or a CSV row'), 'json'),
  csvColumns: v.optional(
    v.pipe(
      v.array(patternString('a name of a column, without commas', /^[^,]+$/)),
      v.metadata({
        description:
          'names of the columns of CSV records whose blocks have no header. If left out, the header has them',
      }),
    ),
  ),
  csvDelimiter: v.optional(
    oneOf(sinkCsvDelimiters, 'what separates the columns of a CSV row, where the block does not say it'),
    ',',
  ),
});

const attribute = (description: string) =>
  patternString(`a name that does not begin with _: ${description}`, /^[^_].{0,254}$/);

const typeOf = (key: string) => oneOf(keyTypes, `type of ${key} in the table. A change replaces the table`);

/** The DynamoDB table of a consumer, which the stack creates, and how records become items. */
const table = v.strictObject({
  mode: v.optional(
    oneOf(
      tableModes,
      'upsert keeps an item for each key, from the newest record; append an item for each record',
    ),
    'upsert',
  ),
  keyField: field('its value is the partition key of the item'),
  keyAttribute: v.optional(attribute("name of the table's partition key. A change replaces the table"), 'pk'),
  keyType: v.optional(typeOf('keyField'), 'string'),
  sortField: v.optional(field('its value is the sort key of the item; with mode upsert only')),
  sortAttribute: v.optional(
    attribute("name of the table's sort key, with sortField or mode append. A change replaces the table"),
    'sk',
  ),
  sortType: v.optional(typeOf('sortField'), 'string'),
  versionField: v.optional(
    field(
      'says which of two records with the same key is newer. If left out, the later one in the stream is',
    ),
  ),
  versionType: v.optional(oneOf(keyTypes, 'how values of versionField are compared'), 'string'),
});

export type TableSettings = v.InferOutput<typeof table>;

export const dynamodbEntries = {
  sink: v.literal('dynamodb'),
  records: v.optional(records, {}),
  table,
};

const columns = v.pipe(
  v.array(
    v.strictObject({
      name: patternString(
        'a lower-case name of letters, digits and _, which starts with a letter',
        /^[a-z][a-z0-9_]{0,126}$/,
      ),
      type: oneOf(parquetColumnTypes, 'type of the column; string and json hold everything'),
      field: v.optional(field('the value of the column. If left out, the field with the name of the column')),
    }),
  ),
  v.minLength(1, 'add a column, or leave it out: then the columns are inferred from each block'),
  v.metadata({
    description:
      'columns as { name, type, field? }. With them, the stack creates a Glue table over the files. If left out, the columns are inferred from each block, and there is no table',
  }),
);

export type ColumnSettings = v.InferOutput<typeof columns>[number];

export const parquetEntries = {
  sink: v.literal('parquet'),
  records: v.optional(records, {}),
  parquet: v.optional(
    v.strictObject({
      columns: v.optional(columns),
      mismatch: v.optional(
        oneOf(
          parquetMismatches,
          'what happens to a value that does not fit its column: the record is refused, or null is written',
        ),
        'refuse',
      ),
      line: v.optional(flag('whether rows have the column _line with the bytes of the record'), false),
      partition: v.optional(
        oneOf(
          parquetPartitions,
          'partitions of the files, in UTC. A change makes the table miss earlier files',
        ),
        'day',
      ),
      keyDate: v.optional(
        patternString(
          'where the key of an upload has its date, such as logs/YYYY/MM/DD/. If left out, the arrival at the stream is the date',
          /YYYY/,
        ),
      ),
      since: v.optional(
        patternString(
          'the first day of the partitions that Athena looks for, such as 2026-01-01',
          /^\d{4}-\d{2}-\d{2}$/,
        ),
        '2026-01-01',
      ),
    }),
    {},
  ),
};

export type ParquetSettings = v.InferOutput<(typeof parquetEntries)['parquet']>;
export type RecordSettings = v.InferOutput<typeof records>;

const { buffer } = firehoseLimits;

/** How a delivery stream buffers before it writes to S3. */
const bufferEntries = {
  bufferMegabytes: v.optional(
    wholeNumber({
      unit: 'megabytes',
      min: buffer.minMegabytes,
      max: buffer.maxMegabytes,
      description: 'size of the buffer of the delivery stream: whichever of the two is reached first',
    }),
    buffer.defaultMegabytes,
  ),
  bufferSeconds: v.optional(
    wholeNumber({
      unit: 'seconds',
      min: buffer.minSeconds,
      max: buffer.maxSeconds,
      description: 'time of the buffer of the delivery stream',
    }),
    buffer.defaultSeconds,
  ),
};

export const firehoseEntries = {
  sink: v.literal('firehose'),
  /** If left out, the stack creates one that writes to its delivery bucket. */
  deliveryStream: v.optional(
    patternString(
      'the name of an existing Firehose stream of this account and region, with the source Direct PUT. If left out, the stack creates one that writes to its delivery bucket',
      /^[\w.-]{1,64}$/,
    ),
  ),
  recordDelimiter: v.optional(oneOf(firehoseDelimiters, 'what the sink appends to each record'), 'newline'),
  ...bufferEntries,
};

const redshift = v.strictObject({
  jdbcUrl: patternString(
    'the JDBC URL of the cluster, such as jdbc:redshift://example.abc123.us-east-1.redshift.amazonaws.com:5439/dev',
    /^jdbc:redshift:\/\/\S+$/,
  ),
  secretArn: patternString(
    'the ARN of a secret in Secrets Manager with the keys username and password. Under a customer managed key, that must allow the role of the delivery stream',
    /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+$/,
  ),
  table: patternString('the name of the table that receives the records', /^[\w.]{1,127}$/),
  columns: v.optional(
    patternString('the columns of the table that receive values, with commas', /^[\w,\s]+$/),
  ),
  copyOptions: v.optional(
    patternString("options of the COPY command, such as JSON 'auto'", /^.+$/),
    "JSON 'auto' GZIP",
  ),
  retrySeconds: v.optional(
    wholeNumber({
      unit: 'seconds',
      min: 0,
      max: firehoseLimits.maxRetrySeconds,
      description:
        'time for which a COPY is retried. Then its manifest is left in the delivery bucket, under errors/',
    }),
    3_600,
  ),
});

export type RedshiftSettings = v.InferOutput<typeof redshift>;

/** A delivery stream that reads the stream itself, without a function. It always starts with the latest Kinesis record. */
export const deliveryEntries = {
  sink: v.literal('delivery'),
  /** If left out, records are delivered to the delivery bucket. */
  redshift: v.optional(redshift),
  ...bufferEntries,
};
