/** How records are told apart and divided among partition keys, as the producer and its stack name it. */
export interface Division {
  readonly recordLayout: 'lines' | 'csv' | 'whole';
  readonly csvHeader: 'none' | 'first-row';
  readonly partitionStrategy: 'object' | 'field' | 'spread';
  readonly partitionField?: string | undefined;
}

/** A setting of a {@link Division} that does not go with the others, and what to do. */
export interface DivisionProblem {
  readonly setting: 'csvHeader' | 'partitionField' | 'partitionStrategy';
  readonly advice: string;
}

/** Most slots: as many partition keys as one PutRecords request has entries. */
export const maxPartitionSlots = 500;

/** Of a cell of 768 KiB, 16 slots make Kinesis records of about one PUT payload unit. */
export const standardPartitionSlots = 16;

/** RFC 6901: `~` stands only before 0 or 1. */
const jsonPointer = /^(\/([^~]|~[01])*)+$/s;

/** What is wrong between the settings of a division; undefined if nothing is. */
export function divisionProblem(division: Division): DivisionProblem | undefined {
  const { recordLayout, csvHeader, partitionStrategy } = division;
  if (csvHeader === 'first-row' && recordLayout !== 'csv') {
    return { setting: 'csvHeader', advice: 'must be none: only the record layout csv has a header' };
  }
  if (partitionStrategy !== 'field') return undefined;
  if (recordLayout === 'whole') {
    return {
      setting: 'partitionStrategy',
      advice:
        'must be object or spread: with the record layout whole an object is one record, and has no field',
    };
  }
  return recordLayout === 'csv' ? columnProblem(division) : pointerProblem(division);
}

function pointerProblem({ partitionField = '' }: Division): DivisionProblem | undefined {
  if (jsonPointer.test(partitionField)) return undefined;
  return {
    setting: 'partitionField',
    advice:
      'must be a JSON pointer such as /user/id: the partition strategy field reads it from lines of JSON',
  };
}

function columnProblem({ partitionField = '', csvHeader }: Division): DivisionProblem | undefined {
  if (partitionField === '') {
    return {
      setting: 'partitionField',
      advice: 'must be a column of CSV, by its number from 0 on, or by its name in the first row',
    };
  }
  if (/^\d+$/.test(partitionField) || csvHeader === 'first-row') return undefined;
  return {
    setting: 'partitionField',
    advice:
      'must be a number from 0 on, unless the CSV header is first-row: a column is found by its name there',
  };
}
