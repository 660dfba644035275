import { findSinkProblems } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { eachFunction, type FunctionConsumerSettings } from './consumer-settings.js';
import type { IngestSettings } from './ingest-settings.js';
import type { RecordSettings } from './sink-settings.js';

/** Constraints between the settings of a sink: those of its variables, by the names of the settings. */
export function sinkProblems({ consumers }: IngestSettings): SettingsProblem[] {
  return eachFunction(consumers, (consumer, index) =>
    findSinkProblems(variablesOf(consumer)).map(({ variable, advice }) => ({
      setting: `consumers.${index}.${settingOfVariable[variable] ?? variable}`,
      value: variablesOf(consumer)[variable],
      advice: Object.entries(settingOfVariable).reduce(
        (text, [name, setting]) => text.replaceAll(name, setting),
        advice,
      ),
    })),
  );
}

const settingOfVariable: Readonly<Record<string, string>> = {
  CSV_COLUMNS: 'records.csvColumns',
  RECORD_FORMAT: 'records.format',
  TABLE_MODE: 'table.mode',
  KEY_FIELD: 'table.keyField',
  KEY_ATTRIBUTE: 'table.keyAttribute',
  SORT_FIELD: 'table.sortField',
  SORT_ATTRIBUTE: 'table.sortAttribute',
  VERSION_FIELD: 'table.versionField',
  PARQUET_COLUMNS: 'parquet.columns',
  PARQUET_KEY_DATE: 'parquet.keyDate',
  PARQUET_PARTITION: 'parquet.partition',
};

type Variables = Parameters<typeof findSinkProblems>[0] & Readonly<Record<string, unknown>>;

const unnamed = '';

/** The variables of a sink as its function reads them, without the names of resources. */
function variablesOf(consumer: FunctionConsumerSettings): Variables {
  switch (consumer.sink) {
    case 'dynamodb': {
      const { table, records } = consumer;
      return {
        SINK: 'dynamodb',
        TABLE_NAME: unnamed,
        ...recordVariablesOf(records),
        TABLE_MODE: table.mode,
        KEY_FIELD: table.keyField,
        KEY_ATTRIBUTE: table.keyAttribute,
        KEY_TYPE: table.keyType,
        SORT_FIELD: table.sortField,
        SORT_ATTRIBUTE: table.sortAttribute,
        SORT_TYPE: table.sortType,
        VERSION_FIELD: table.versionField,
        VERSION_TYPE: table.versionType,
      };
    }
    case 'parquet': {
      const { parquet, records } = consumer;
      return {
        SINK: 'parquet',
        PARQUET_BUCKET: unnamed,
        PARQUET_PREFIX: unnamed,
        ...recordVariablesOf(records),
        PARQUET_COLUMNS: parquet.columns,
        PARQUET_MISMATCH: parquet.mismatch,
        PARQUET_LINE: parquet.line,
        PARQUET_PARTITION: parquet.partition,
        PARQUET_KEY_DATE: parquet.keyDate,
      };
    }
    case 'archive':
    case 'log':
    case 'own':
    case 'firehose':
      return { SINK: consumer.sink };
  }
}

const recordVariablesOf = ({ format, csvColumns, csvDelimiter }: RecordSettings) => ({
  RECORD_FORMAT: format,
  CSV_COLUMNS: csvColumns,
  CSV_DELIMITER: csvDelimiter,
});
