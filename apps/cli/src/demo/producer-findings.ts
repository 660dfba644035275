import { type ObjectVersion, formatSourceUri } from '@headwaters/pipeline-contract';
import type { Simulation } from '@headwaters/stack-simulator';

/** A log line of the producer, as far as it matters here: a warning about an object, or its metrics. */
interface LogLine {
  readonly warning?: unknown;
  readonly object?: unknown;
  readonly message?: unknown;
  readonly RecordsWithoutField?: unknown;
}

/** What the producer reports about the content of files besides publishing them, read from its log. */
export class ProducerFindings {
  /** Records that lack the partition field. */
  recordsWithoutField = 0;
  /** By URI of the object. */
  readonly #warnings = new Map<string, Set<string>>();

  constructor({ events }: Pick<Simulation, 'events'>, producerFunction: string) {
    events.on('log', ({ functionName, line }) => {
      if (functionName === producerFunction) this.#read(line);
    });
  }

  /** Returns the warnings about an object, each once. */
  warningsOf(source: ObjectVersion): readonly string[] {
    return [...(this.#warnings.get(formatSourceUri(source)) ?? [])];
  }

  #read(line: string): void {
    const { warning, object, message, RecordsWithoutField: count } = parseLine(line);
    if (typeof count === 'number') this.recordsWithoutField += count;
    if (typeof warning !== 'string' || typeof object !== 'string' || typeof message !== 'string') return;
    const warnings = this.#warnings.get(object) ?? new Set();
    this.#warnings.set(object, warnings.add(message));
  }
}

function parseLine(line: string): LogLine {
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return {};
  }
}
