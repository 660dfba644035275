import { InvalidOptionError } from '../errors/invalid-option-error.js';
import { maxBlockRawBytes } from '../limits.js';
import type { BlockSplitterOptions } from './block-splitter.js';

type Checked = Required<Pick<BlockSplitterOptions, 'cellBytes' | 'start' | 'layout'>> & {
  readonly header: BlockSplitterOptions['header'] | undefined;
};

/** @throws {@link InvalidOptionError} if options are out of range or don't fit together. */
export function checkSplitterOptions({ cellBytes, start, layout, header }: Checked): void {
  checkWholeNumber('cellBytes', cellBytes, { min: 1, max: maxBlockRawBytes });
  checkWholeNumber('start.lineNumber', start.lineNumber, { min: 1, max: Number.MAX_SAFE_INTEGER });
  if ('cell' in start) {
    const max = layout === 'lines' ? Number.MAX_SAFE_INTEGER : 0;
    checkWholeNumber(`start.cell of ${layout}`, start.cell, { min: 0, max });
  } else {
    checkWholeNumber('start.offset', start.offset, { min: 0, max: Number.MAX_SAFE_INTEGER });
  }
  if (header !== undefined && layout !== 'csv') throw new InvalidOptionError('Only CSV has a header.');
  if (header === 'first-row' && !isAtStart(start)) {
    throw new InvalidOptionError(
      'Pass the bytes of the header when not at the start: the first row is not seen.',
    );
  }
}

function isAtStart(start: Checked['start']): boolean {
  return ('cell' in start ? start.cell : start.offset) === 0;
}

function checkWholeNumber(name: string, value: number, { min, max }: { min: number; max: number }): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new InvalidOptionError(
    `${name} must be a whole number from ${String(min)} to ${String(max)}; it is ${String(value)}.`,
  );
}
