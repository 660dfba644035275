/** What a record is: `lines` a line, `csv` a row (with newlines allowed inside quotes), `whole` the object. */
export const recordLayouts = ['lines', 'csv', 'whole'] as const;

export type RecordLayout = (typeof recordLayouts)[number];

/** `first-row`: every CSV block repeats the first row of its object, so that it can be read on its own. */
export const csvHeaders = ['none', 'first-row'] as const;

export type CsvHeader = (typeof csvHeaders)[number];

/**
 * Which order the producer preserves: `object` that of each object; `field` that of all records with the same field
 * value, across objects; `spread` none, and each object uses all shards.
 */
export const partitionStrategies = ['object', 'field', 'spread'] as const;

export type PartitionStrategy = (typeof partitionStrategies)[number];

/** Maximum number of slots: the number of entries in one PutRecords request. */
export const maxPartitionSlots = 500;

/** With a cell of 768 KiB, 16 slots make Kinesis records of about one PUT payload unit (25,000 bytes). */
export const defaultPartitionSlots = 16;

/** The settings that determine how records are delimited and assigned to partition keys. */
export interface PartitioningSettings {
  readonly recordLayout: RecordLayout;
  readonly csvHeader: CsvHeader;
  readonly partitionStrategy: PartitionStrategy;
  readonly partitionField?: string | undefined;
}

/** A setting that conflicts with the other {@link PartitioningSettings}, and its valid values. */
export interface PartitioningProblem {
  readonly setting: 'csvHeader' | 'partitionField' | 'partitionStrategy';
  readonly advice: string;
}

/** Returns the first conflict among the settings, or `undefined` if they are consistent. */
export function findPartitioningProblem(settings: PartitioningSettings): PartitioningProblem | undefined {
  const { recordLayout, csvHeader, partitionStrategy } = settings;
  if (csvHeader === 'first-row' && recordLayout !== 'csv') {
    return { setting: 'csvHeader', advice: 'must be none: only the record layout csv has a header' };
  }
  if (partitionStrategy !== 'field') return undefined;
  if (recordLayout === 'whole') {
    return {
      setting: 'partitionStrategy',
      advice: 'must be object or spread: with the record layout whole, records have no fields',
    };
  }
  return recordLayout === 'csv' ? findColumnProblem(settings) : findPointerProblem(settings);
}

/** RFC 6901, section 3: a `~` must be followed by 0 or 1. */
const jsonPointer = /^(\/([^~]|~[01])*)+$/s;

function findPointerProblem({ partitionField = '' }: PartitioningSettings): PartitioningProblem | undefined {
  if (jsonPointer.test(partitionField)) return undefined;
  return {
    setting: 'partitionField',
    advice:
      'must be a JSON pointer such as /user/id: with the record layout lines, every line is a JSON document',
  };
}

function findColumnProblem(settings: PartitioningSettings): PartitioningProblem | undefined {
  const { partitionField = '', csvHeader } = settings;
  if (partitionField === '') {
    return {
      setting: 'partitionField',
      advice: 'must be a CSV column: its 0-based index, or its name in the first row',
    };
  }
  if (/^\d+$/.test(partitionField) || csvHeader === 'first-row') return undefined;
  return {
    setting: 'partitionField',
    advice: 'must be a 0-based column index: a column name needs the CSV header first-row',
  };
}
