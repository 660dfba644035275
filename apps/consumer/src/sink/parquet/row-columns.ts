import type { ParquetColumn, ParquetColumnType } from '@headwaters/pipeline-contract';
import type { ColumnSource } from 'hyparquet-writer';
import { formatJson, type JsonValue } from '../fields/json-value.js';
import type { RecordFields } from '../fields/record-reader.js';
import { RecordRefusal } from '../fields/record-refusals.js';
import { convertValue, mismatch, type ColumnValue } from './column-values.js';

/** Columns that the sink adds. */
export const sinkColumns = { source: '_source', offset: '_offset', line: '_line', rest: '_rest' } as const;

const sinkNames: ReadonlySet<string> = new Set(Object.values(sinkColumns));

/** Where a row comes from. */
export interface RowPlace {
  readonly source: string;
  readonly offset: number;
  /** The record as text, if rows have it. */
  readonly line: string | undefined;
}

/** What the rows of a file have. */
export interface RowLayout {
  readonly columns: readonly ParquetColumn[];
  /** A value that does not fit its column: refuse the record, or write null. */
  readonly onMismatch: 'refuse' | 'null';
  /** Whether rows have `_rest`: members that no column reads, as JSON. */
  readonly hasRest: boolean;
  /** Whether rows have `_line`. */
  readonly hasLine: boolean;
}

/** The rows of one file, column by column. */
export class RowColumns {
  readonly #layout: RowLayout;
  readonly #covered: ReadonlySet<string>;
  readonly #values: ColumnValue[][];
  readonly #sources: string[] = [];
  readonly #offsets: bigint[] = [];
  readonly #lines: (string | null)[] = [];
  readonly #rests: (string | null)[] = [];

  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.#covered = new Set(layout.columns.map(memberOf));
    this.#values = layout.columns.map(() => []);
  }

  get rowCount(): number {
    return this.#offsets.length;
  }

  /**
   * Adds the row of a record; without fields, a row of null.
   *
   * @throws {@link RecordRefusal} if a value does not fit its column. No row is added.
   */
  add(fields: RecordFields | undefined, { source, offset, line }: RowPlace): void {
    const row = this.#layout.columns.map((column) => this.#value(fields, column));
    for (const [index, value] of row.entries()) this.#values[index]?.push(value);
    this.#sources.push(source);
    this.#offsets.push(BigInt(offset));
    this.#lines.push(line ?? null);
    this.#rests.push(fields === undefined ? null : this.#rest(fields));
  }

  columnData(): ColumnSource[] {
    const { columns, hasLine, hasRest } = this.#layout;
    return [
      ...columns.map(({ name, type }, index) => ({
        name,
        type: parquetTypes[type],
        data: this.#values[index] ?? [],
      })),
      ...(hasRest ? [{ name: sinkColumns.rest, type: 'STRING' as const, data: this.#rests }] : []),
      ...(hasLine ? [{ name: sinkColumns.line, type: 'STRING' as const, data: this.#lines }] : []),
      { name: sinkColumns.source, type: 'STRING', data: this.#sources, nullable: false },
      { name: sinkColumns.offset, type: 'INT64', data: this.#offsets, nullable: false },
    ];
  }

  #value(fields: RecordFields | undefined, { name, field, type }: ParquetColumn): ColumnValue {
    const value = field === undefined ? fields?.members.get(name) : fields?.get(field);
    const converted = convertValue(value, type);
    if (converted !== mismatch) return converted;
    if (this.#layout.onMismatch === 'null') return null;
    throw new RecordRefusal(`has a value that does not fit the column ${name} of type ${type}`);
  }

  #rest({ members }: RecordFields): string | null {
    const rest = new Map<string, JsonValue>([...members].filter(([name]) => !this.#covered.has(name)));
    return rest.size === 0 ? null : formatJson(rest);
  }
}

/**
 * Call it before columns are inferred: a second column of the same name would hide that of the sink in all rows.
 *
 * @throws {@link RecordRefusal} if a member has the name of a column of the sink.
 */
export function refuseSinkNames({ members }: RecordFields): void {
  const reserved = [...members.keys()].find((name) => sinkNames.has(name));
  if (reserved === undefined) return;
  throw new RecordRefusal(
    `has a member ${reserved}, which would be lost: the sink has a column of this name`,
  );
}

/** The member that a column has entirely: a column that reads a part of it leaves the rest of it in `_rest`. */
function memberOf({ name, field }: ParquetColumn): string {
  const [, member] = /^\/([^/]*)$/.exec(field ?? '') ?? [];
  return member?.replaceAll('~1', '/').replaceAll('~0', '~') ?? field ?? name;
}

const parquetTypes = {
  string: 'STRING',
  json: 'STRING',
  integer: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
} as const satisfies Record<ParquetColumnType, ColumnSource['type']>;
