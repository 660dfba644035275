import type { Simulation } from '@headwaters/stack-simulator';
import type { LogLine } from '../../contract/feed.js';

const maxLines = 2_000;
const maxLineCharacters = 8_192;

/** Keeps the latest log lines of all functions. */
export class LogWatch {
  readonly #lines: LogLine[] = [];
  #lastId = 0;

  constructor({ events }: Pick<Simulation, 'events'>, now: () => number) {
    events.on('log', ({ functionName, line }) => {
      this.#lastId += 1;
      this.#lines.push({ id: this.#lastId, at: now(), functionName, line: line.slice(0, maxLineCharacters) });
      if (this.#lines.length > maxLines * 2) this.#lines.splice(0, this.#lines.length - maxLines);
    });
  }

  /** Lines with an id above `id`, oldest first; at most the latest 2,000. */
  after(id: number): readonly LogLine[] {
    const first = this.#lines.findIndex((line) => line.id > id);
    return first === -1 ? [] : this.#lines.slice(Math.max(first, this.#lines.length - maxLines));
  }
}
