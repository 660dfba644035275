import type { RecoveryProgress } from '@headwaters/recovery';
import { SingleBar } from 'cli-progress';
import { printable } from '../command-line/printable.js';
import { formatBytes, formatCount, formatSpan } from './format-quantity.js';

/** Characters of the bar itself. */
const barWidth = 20;

/** The progress of a command on a terminal, with its rate and the time left. Silent if the stream is not a terminal. */
export class ProgressLine {
  readonly #terminal: NodeJS.WriteStream;
  readonly #now: () => number;
  #bar: SingleBar | undefined;
  /** When what is counted began to be counted: at the start, or after the latest report of another unit. */
  #startedAt: number;
  #latest: { readonly unit: string; readonly at: number } | undefined;

  constructor(terminal: NodeJS.WriteStream, now: () => number = () => Date.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#startedAt = now();
  }

  /** Draws the progress, at most ten times a second. */
  show(progress: RecoveryProgress): void {
    if (!this.#terminal.isTTY) return;
    const { unit } = progress;
    if (this.#latest !== undefined && this.#latest.unit !== unit) this.#startedAt = this.#latest.at;
    this.#latest = { unit, at: this.#now() };
    const line = { line: formatProgress(progress, this.#now() - this.#startedAt) };
    if (this.#bar === undefined) {
      this.#bar = this.#makeBar();
      this.#bar.start(1, 0, line);
    }
    this.#bar.update(line);
  }

  /** Erases the line. The next progress draws it again. */
  clear(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #makeBar(): SingleBar {
    return new SingleBar({
      stream: this.#terminal,
      clearOnComplete: true,
      // The process may be ended at any time, and the terminal must then wrap lines.
      linewrap: true,
      forceRedraw: true,
      format: (_options, _params, { line }: { readonly line: string }) =>
        printable(line).slice(0, (this.#terminal.columns || 80) - 1),
    });
  }
}

/** Formats a progress: done, total, bytes, rate and the time left. Without a total, there is no bar and no time left. */
export function formatProgress(
  { done, total, unit, bytes }: RecoveryProgress,
  elapsedMillis: number,
): string {
  const perSecond = elapsedMillis > 0 ? done / (elapsedMillis / 1_000) : 0;
  const rate = `${perSecond.toLocaleString('en', { maximumSignificantDigits: 3 })}/s`;
  const counts = `${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`} ${unit}`;
  const facts = [counts, formatBytes(bytes), rate];
  if (total === undefined) return facts.join(', ');
  const left = perSecond > 0 ? formatSpan(((total - done) / perSecond) * 1_000) : 'unknown time';
  return `${formatBar(total === 0 ? 1 : done / total)} ${[...facts, `${left} left`].join(', ')}`;
}

function formatBar(share: number): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * barWidth);
  return `[${'='.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
}
