import { type ByteRange, formatSourceUri, mergeRanges } from '@headwaters/pipeline-contract';
import type { Failure, FailureGroup } from '@headwaters/recovery';

/** Files of a cause that are printed. */
const maxFiles = 5;

/** A file of which bytes failed. */
export interface FailedFile {
  readonly uri: string;
  /** Empty for an upload. */
  readonly ranges: readonly ByteRange[];
}

/** The first files of each cause, with their failed ranges. */
export class FailureFiles {
  readonly #files = new Map<string, Map<string, readonly ByteRange[]>>();

  /** Passes failures through, and notes their files. */
  async *note(failures: AsyncIterable<Failure>): AsyncGenerator<Failure, void> {
    for await (const failure of failures) {
      this.#add(failure);
      yield failure;
    }
  }

  of(group: Pick<FailureGroup, 'actor' | 'kind' | 'code'>): readonly FailedFile[] {
    return [...(this.#files.get(causeOf(group)) ?? [])].map(([uri, ranges]) => ({ uri, ranges }));
  }

  #add(failure: Failure): void {
    const cause = causeOf(failure);
    const files = this.#files.get(cause) ?? new Map<string, readonly ByteRange[]>();
    this.#files.set(cause, files);
    for (const { source, ranges } of failure.sources) {
      const uri = formatSourceUri(source);
      if (files.has(uri) || files.size < maxFiles)
        files.set(uri, mergeRanges([...(files.get(uri) ?? []), ...ranges]));
    }
  }
}

function causeOf({ actor, kind, code }: Pick<FailureGroup, 'actor' | 'kind' | 'code'>): string {
  return JSON.stringify([actor, kind, code]);
}
