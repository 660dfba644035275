import { formatSourceUri } from '@headwaters/pipeline-contract';
import type { Failure, FailureKind } from './failure.js';

/** Failures of one cause. */
export interface FailureGroup {
  readonly actor: string;
  readonly kind: FailureKind;
  readonly code: string;
  /** Number of objects of the failures bucket. */
  readonly failureCount: number;
  /** Number of Kinesis records. */
  readonly recordCount: number;
  /** Data of the Kinesis records, in bytes. */
  readonly bytes: number;
  /** Number of objects whose bytes they carry; counted up to {@link maxCountedFiles}. */
  readonly fileCount: number;
  readonly foreignCount: number;
  readonly unreadableCount: number;
  readonly oldest: Failure;
  readonly newest: Failure;
}

/** Most files of a group that are counted as different; each takes about 200 bytes. */
export const maxCountedFiles = 100_000;

/**
 * Groups failures by actor, kind and code, the largest group first.
 *
 * Memory: one group for each cause, and 200 bytes for each file.
 */
export async function groupFailures(
  failures: AsyncIterable<Failure> | Iterable<Failure>,
): Promise<FailureGroup[]> {
  const groups = new Map<string, OpenGroup>();
  for await (const failure of failures) {
    const id = JSON.stringify([failure.actor, failure.kind, failure.code]);
    const group = groups.get(id) ?? new OpenGroup(failure);
    groups.set(id, group);
    group.add(failure);
  }
  return [...groups.values()]
    .map((group) => group.toGroup())
    .sort((a, b) => b.recordCount - a.recordCount || b.failureCount - a.failureCount);
}

class OpenGroup {
  #oldest: Failure;
  #newest: Failure;
  readonly #files = new Set<string>();
  readonly #counts = { failureCount: 0, recordCount: 0, bytes: 0, foreignCount: 0, unreadableCount: 0 };

  constructor(first: Failure) {
    this.#oldest = first;
    this.#newest = first;
  }

  add(failure: Failure): void {
    this.#counts.failureCount += 1;
    for (const name of ['recordCount', 'bytes', 'foreignCount', 'unreadableCount'] as const) {
      this.#counts[name] += failure[name];
    }
    for (const { source } of failure.sources) {
      if (this.#files.size < maxCountedFiles) this.#files.add(formatSourceUri(source));
    }
    if (failure.at < this.#oldest.at) this.#oldest = failure;
    if (failure.at > this.#newest.at) this.#newest = failure;
  }

  toGroup(): FailureGroup {
    const { actor, kind, code } = this.#oldest;
    const [oldest, newest] = [this.#oldest, this.#newest];
    return { actor, kind, code, ...this.#counts, fileCount: this.#files.size, oldest, newest };
  }
}
