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

/**
 * What separates the columns of a CSV row. `auto`: the one that divides the first row into most columns, not counting those in quoted
 * fields; a comma if none divides it.
 */
export const csvDelimiters = [',', ';', 'tab', '|', 'auto'] as const;

export type CsvDelimiter = (typeof csvDelimiters)[number];

/**
 * For strategy `field`, what happens to a record without the field. `slot`: all of them share the slot of the empty value.
 * `reject`: the object is rejected at the first block that has such a record, with the wire `plain` at the record. What was published
 * before stays.
 */
export const partitionMissingChoices = ['slot', 'reject'] as const;

export type PartitionMissing = (typeof partitionMissingChoices)[number];

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
  /** Default: a comma. */
  readonly csvDelimiter?: CsvDelimiter | undefined;
  /** Default: `slot`. */
  readonly partitionMissing?: PartitionMissing | undefined;
}

/** A setting that conflicts with the other {@link PartitioningSettings}, and its valid values. */
export interface PartitioningProblem {
  readonly setting:
    'csvHeader' | 'csvDelimiter' | 'partitionField' | 'partitionMissing' | 'partitionStrategy';
  readonly advice: string;
}

/** Returns the first conflict among the settings, or `undefined` if they are consistent. */
export function findPartitioningProblem(settings: PartitioningSettings): PartitioningProblem | undefined {
  return findCsvProblem(settings) ?? findFieldProblem(settings);
}

function findCsvProblem({
  recordLayout,
  csvHeader,
  csvDelimiter = ',',
}: PartitioningSettings): PartitioningProblem | undefined {
  if (recordLayout === 'csv') return undefined;
  if (csvHeader === 'first-row') {
    return { setting: 'csvHeader', advice: 'must be none: only the record layout csv has a header' };
  }
  if (csvDelimiter === ',') return undefined;
  return { setting: 'csvDelimiter', advice: 'must be a comma: only the record layout csv has columns' };
}

function findFieldProblem(settings: PartitioningSettings): PartitioningProblem | undefined {
  const { recordLayout, partitionStrategy, partitionMissing = 'slot' } = settings;
  if (partitionStrategy !== 'field') {
    if (partitionMissing === 'slot') return undefined;
    return {
      setting: 'partitionMissing',
      advice: 'must be slot: only the partition strategy field reads a field',
    };
  }
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
