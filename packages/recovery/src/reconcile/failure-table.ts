import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { FailureScope } from '../failures/failure-scope.js';
import { type FailuresContext, listFailures } from '../failures/list-failures.js';
import type { ReportRecovery } from '../progress.js';

/** Largest number of versions with failures that are remembered. An entry takes about 300 bytes. */
const maxVersions = 200_000;

/** Which actors failed on which versions, by the failures bucket. It is read when a version is first looked up. */
export class FailureTable {
  readonly #load: () => Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  #table: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;

  /** @param scope.since - Older failures are not read. */
  constructor(context: FailuresContext, scope: Pick<FailureScope, 'since'>, report: ReportRecovery) {
    this.#load = () => readTable(context, scope, report);
  }

  /** Returns the actors that failed on a version: consumers, and `producer`. */
  async actorsOf(source: ObjectVersion): Promise<ReadonlySet<string>> {
    this.#table ??= this.#load();
    return (await this.#table).get(idOf(source)) ?? new Set();
  }
}

async function readTable(
  context: FailuresContext,
  scope: Pick<FailureScope, 'since'>,
  report: ReportRecovery,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const table = new Map<string, Set<string>>();
  for await (const { actor, sources } of listFailures(context, scope, report)) {
    for (const { source } of sources) {
      const actors = table.get(idOf(source)) ?? new Set();
      if (actors.size === 0 && table.size === maxVersions) return table;
      table.set(idOf(source), actors.add(actor));
    }
  }
  return table;
}

function idOf({ key, versionId = 'null' }: ObjectVersion): string {
  return JSON.stringify([key, versionId]);
}
