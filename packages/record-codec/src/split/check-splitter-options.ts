import { checkWholeNumber } from '../checks/check-whole-number.js';
import { InvalidOptionError } from '../errors/invalid-option-error.js';
import { maxBlockRawBytes } from '../limits.js';
import type { BlockSplitterOptions } from './block-splitter.js';

type Checked = Required<Pick<BlockSplitterOptions, 'cellBytes' | 'start' | 'layout'>> & {
  readonly header: BlockSplitterOptions['header'] | undefined;
};

/** @throws {@link InvalidOptionError} if options are out of range or don't fit together. */
export function checkSplitterOptions({ cellBytes, start, layout, header }: Checked): void {
  const isAtStart = ('cell' in start ? start.cell : start.offset) === 0;
  checkWholeNumber('cellBytes', cellBytes, 1, maxBlockRawBytes);
  checkWholeNumber('start.lineNumber', start.lineNumber, 1);
  if ('cell' in start)
    checkWholeNumber(`start.cell of ${layout}`, start.cell, 0, layout === 'lines' ? undefined : 0);
  else checkWholeNumber('start.offset', start.offset, 0);
  if (header !== undefined && layout !== 'csv') throw new InvalidOptionError('Only CSV has a header.');
  if (header === 'first-row' && !isAtStart) {
    throw new InvalidOptionError(
      'Pass the bytes of the header when not at the start: the first row is not seen.',
    );
  }
}
