import { clearLine, cursorTo } from 'node:readline';

/** One line at the bottom of a terminal that is written anew; where the output is no terminal, nothing. */
export class StatusLine {
  #text = '';
  readonly #terminal: NodeJS.WriteStream | undefined;

  constructor(output: NodeJS.WriteStream) {
    this.#terminal = output.isTTY ? output : undefined;
  }

  /** Shows `text`, cut to the terminal's width. */
  show(text: string): void {
    this.clear();
    this.#text = text.slice(0, (this.#terminal?.columns ?? text.length) - 1);
    this.#terminal?.write(this.#text);
  }

  /** Prints lines above, which stay. */
  print(lines: string, output: NodeJS.WriteStream): void {
    this.clear();
    output.write(`${lines}\n`);
    this.#terminal?.write(this.#text);
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.#terminal) return;
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}
