import { csvColumnKey, jsonPointerKey, type Block } from '@headwaters/record-codec';

/** Gives the field of a record as text; the empty text where there is none. */
export type ReadField = (record: Uint8Array) => string;

const byteOrderMark = '\ufeff';

/**
 * Makes a function that says how to read a field from the records of an object's blocks: of JSON by a pointer; of CSV by a column's number,
 * or by its name, which is looked up in the header that each block repeats.
 *
 * Records without the field share the empty text, and so one partition key: they keep their order.
 */
export function fieldReader(field: string): (block: Block) => ReadField {
  let read: ReadField | undefined;
  // All blocks of an object have the same layout and the same header: the first tells.
  return ({ layout, header }) =>
    (read ??= layout === 'csv' ? columnReader(field, header) : jsonPointerKey(field));
}

function columnReader(field: string, header: Uint8Array | undefined): ReadField {
  if (/^\d+$/.test(field)) return csvColumnKey(Number(field));
  const column = columnNamed(field, header ?? Buffer.alloc(0));
  return column === undefined ? () => '' : csvColumnKey(column);
}

/** The 0-based number of a column. Spreadsheets begin a file with a byte order mark, which is not part of the name. */
function columnNamed(name: string, header: Uint8Array): number | undefined {
  const row = Buffer.from(
    Buffer.from(header)
      .toString()
      .replace(byteOrderMark, '')
      .replace(/\r?\n$/, ''),
  );
  const mostColumns = row.toString().split(',').length;
  for (let column = 0; column < mostColumns; column++) {
    if (csvColumnKey(column)(row) === name) return column;
  }
  return undefined;
}
