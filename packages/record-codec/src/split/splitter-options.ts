import type { Block, BlockSource, HeaderReference, RecordLayout } from '../block/block.js';
import { checkDelimiter, type CsvDelimiter } from '../block/csv-row.js';
import type { TextEncoding } from '../block/text-encoding.js';
import { checkInteger } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { maxBlockRawBytes } from '../limits.js';

/** How to split an object into blocks. */
export interface BlockSplitterOptions {
  readonly source: BlockSource;
  /** Raw size of a cell, in bytes, 1 to {@link maxBlockRawBytes}. Default: {@link defaultCellBytes}. */
  readonly cellBytes?: number;
  /** What a record is. Default: `lines`. */
  readonly layout?: RecordLayout;
  /**
   * Where to start, if not at the start of the object. `lineNumber` is the number of the first record after that point.
   *
   * - `cell` (lines of UTF-8 only, because CSV quotes depend on all earlier bytes): push the object's bytes from
   *   `cell * cellBytes - 1` on; for cell 0, from 0 on.
   * - `offset`, which must be the start of a record: push the object's bytes from `offset` on.
   */
  readonly start?:
    | { readonly cell: number; readonly lineNumber: number }
    | { readonly offset: number; readonly lineNumber: number };
  /** Media type of the object; copied to every block. */
  readonly contentType?: string;
  /** Schema of the records; copied to every block. */
  readonly schemaId?: string;
  /** W3C `traceparent`; copied to every block. */
  readonly traceContext?: string;
  /**
   * CSV only: the header that every block repeats, so that it can be read alone. `first-row` takes the object's first row;
   * pass the bytes of that row when not starting at the start of the object; if it is a reference, the `headerReference` of its block.
   */
  readonly header?: 'first-row' | Uint8Array | HeaderReference;
  /** CSV only: what separates the fields. Default: a comma. See `detectDelimiter`. */
  readonly delimiter?: CsvDelimiter;
  /**
   * CSV only: a quoted field that is longer, in bytes, is reported by {@link BlockSplitter.unclosedQuote}. Default:
   * {@link defaultMaxQuotedFieldBytes}.
   */
  readonly maxQuotedFieldBytes?: number;
  /** How the text is encoded. The bytes are unchanged. Default: `utf-8`. See `detectEncoding`. */
  readonly encoding?: TextEncoding;
}

/** The fields that all blocks of an object have in common. */
type SharedField =
  'source' | 'layout' | 'contentType' | 'schemaId' | 'traceContext' | 'delimiter' | 'encoding';

export type SharedFields = Pick<Block, SharedField>;

/** A comma and UTF-8 are what a block without these fields has. */
export function sharedFieldsOf(options: BlockSplitterOptions, layout: RecordLayout): SharedFields {
  const { source, contentType, schemaId, traceContext, delimiter, encoding } = options;
  return {
    source,
    layout,
    ...(contentType !== undefined && { contentType }),
    ...(schemaId !== undefined && { schemaId }),
    ...(traceContext !== undefined && { traceContext }),
    ...(layout === 'csv' && delimiter !== undefined && delimiter !== ',' && { delimiter }),
    ...(encoding !== undefined && encoding !== 'utf-8' && { encoding }),
  };
}

type Start = NonNullable<BlockSplitterOptions['start']>;

interface CheckedOptions {
  readonly cellBytes: number;
  readonly start: Start;
  readonly layout: RecordLayout;
}

/** @throws {@link InvalidOptionError} if options are out of range or contradict each other. */
export function checkOptions(options: BlockSplitterOptions, checked: CheckedOptions): void {
  checkInteger('cellBytes', checked.cellBytes, 1, maxBlockRawBytes);
  if (options.maxQuotedFieldBytes !== undefined)
    checkInteger('maxQuotedFieldBytes', options.maxQuotedFieldBytes, 1);
  checkStart(options, checked);
  checkCsv(options, checked);
}

function checkStart({ encoding = 'utf-8' }: BlockSplitterOptions, { start, layout }: CheckedOptions): void {
  checkInteger('start.lineNumber', start.lineNumber, 1);
  if ('cell' in start) {
    const isAnyCell = layout === 'lines' && encoding === 'utf-8';
    checkInteger(`start.cell of ${layout} in ${encoding}`, start.cell, 0, isAnyCell ? undefined : 0);
    return;
  }
  checkInteger('start.offset', start.offset, 0);
  if (encoding !== 'utf-8' && start.offset % 2 !== 0)
    throw new InvalidOptionError(`start.offset of ${encoding} must be even; it is ${start.offset}.`);
}

function checkCsv({ header, delimiter }: BlockSplitterOptions, { start, layout }: CheckedOptions): void {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  if (header !== undefined && layout !== 'csv')
    throw new InvalidOptionError(`A header requires layout csv; it is ${layout}.`);
  const isAtStart = ('cell' in start ? start.cell : start.offset) === 0;
  if (header === 'first-row' && !isAtStart) {
    throw new InvalidOptionError(
      "header 'first-row' requires the start of the object; pass the bytes of the first row instead.",
    );
  }
}
