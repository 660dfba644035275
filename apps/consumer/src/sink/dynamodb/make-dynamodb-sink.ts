import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { delimiterOf } from '../fields/delimiter.js';
import type { Sink } from '../sink.js';
import { dynamodbSink, makeDynamodbClient } from './dynamodb-sink.js';
import type { ItemLayout } from './record-item.js';

/** The variables of `SINK=dynamodb`. */
export type DynamodbEnvironment = Extract<ConsumerEnvironment, { SINK: 'dynamodb' }>;

/** Makes the sink from its variables. */
export function makeDynamodbSink(environment: DynamodbEnvironment, client = makeDynamodbClient()): Sink {
  const { TABLE_NAME: name, RECORD_FORMAT: format, CSV_COLUMNS: columns, CSV_DELIMITER } = environment;
  return dynamodbSink(
    { client, name },
    { format: { format, columns, delimiter: delimiterOf(CSV_DELIMITER) }, layout: itemLayout(environment) },
  );
}

function itemLayout(environment: DynamodbEnvironment): ItemLayout {
  const { TABLE_MODE, KEY_FIELD, KEY_TYPE, KEY_ATTRIBUTE } = environment;
  const { SORT_FIELD, SORT_TYPE, SORT_ATTRIBUTE, VERSION_FIELD, VERSION_TYPE } = environment;
  return {
    mode: TABLE_MODE,
    key: { field: KEY_FIELD, type: KEY_TYPE, attribute: KEY_ATTRIBUTE },
    idAttribute: SORT_ATTRIBUTE,
    ...(SORT_FIELD !== undefined && {
      sort: { field: SORT_FIELD, type: SORT_TYPE, attribute: SORT_ATTRIBUTE },
    }),
    ...(VERSION_FIELD !== undefined && { version: { field: VERSION_FIELD, type: VERSION_TYPE } }),
  };
}
