import { clearLine, cursorTo } from 'node:readline';
import { printable, printableLines } from '../command-line/printable.js';

/** A status line at the bottom of a terminal, redrawn in place. Not shown if the output is not a terminal. */
export class StatusLine {
  #status = '';
  readonly #terminal: NodeJS.WriteStream | undefined;

  constructor(output: NodeJS.WriteStream) {
    this.#terminal = output.isTTY ? output : undefined;
  }

  /** Replaces the status, cut to the terminal's width. */
  show(status: string): void {
    this.clear();
    this.#status = printable(status).slice(0, (this.#terminal?.columns ?? status.length) - 1);
    this.#terminal?.write(this.#status);
  }

  /** Prints permanent lines above the status, with control characters replaced. */
  print(lines: string, output: NodeJS.WriteStream): void {
    this.clear();
    output.write(`${printableLines(lines)}\n`);
    this.#terminal?.write(this.#status);
  }

  /** Erases the status. */
  clear(): void {
    if (!this.#terminal) return;
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}
