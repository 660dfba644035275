import { packageSwaps } from './package-swaps.js';

/** A file's text with every package of cdktf replaced by its twin of cdktn; the same text if it names none. */
export function swapPackages(text: string): string {
  return packageSwaps.reduce((swapped, { from, to }) => swapped.replaceAll(from, to), text);
}
