import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { UndoFailedError } from '../../errors.js';
import { type Change, describeChange } from './change.js';

/** Options of a {@link ChangeJournal}. */
export interface ChangeJournalOptions {
  /** Where changes are noted before they are made; `undefined` notes nothing, for an environment that ends with the run. */
  readonly file: string | undefined;
  /** Restores what a change has changed. Must succeed for a change that was noted and never made. */
  readonly undo: (change: Change) => Promise<void>;
}

/**
 * The changes that a run has made to its environment. Each is noted in a file before it is made, and removed from it once
 * it is undone, so that the file of a killed process lists what is left.
 */
export class ChangeJournal {
  readonly #options: ChangeJournalOptions;
  readonly #changes = new Set<Change>();

  constructor(options: ChangeJournalOptions) {
    this.#options = options;
  }

  /**
   * Runs `act`, which makes the changes, and undoes them when it ends, fails or is interrupted.
   *
   * @throws what `act` throws.
   * @throws {@link UndoFailedError} if a change can't be undone. It stays in the file.
   */
  async during<Result>(changes: readonly Change[], act: () => Promise<Result>): Promise<Result> {
    for (const change of changes) this.#changes.add(change);
    this.#save();
    try {
      return await act();
    } finally {
      await this.#undo(changes);
    }
  }

  async #undo(changes: readonly Change[]): Promise<void> {
    const failures: unknown[] = [];
    for (const change of changes) {
      try {
        await this.#options.undo(change);
        this.#changes.delete(change);
      } catch (failure) {
        failures.push(failure);
      }
    }
    this.#save();
    if (failures.length > 0)
      throw new UndoFailedError([...this.#changes].map(describeChange), this.#options.file, failures);
  }

  /** Replaces the file in one step, so that a killed process leaves a complete one. */
  #save(): void {
    const { file } = this.#options;
    if (file === undefined) return;
    if (this.#changes.size === 0) {
      rmSync(file, { force: true });
      return;
    }
    const incomplete = `${file}.incomplete`;
    writeFileSync(incomplete, `${JSON.stringify({ changes: [...this.#changes] }, null, 2)}\n`);
    renameSync(incomplete, file);
  }
}
