import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { FunctionActivity } from '../../contract/pipeline.js';

/** Invocations and latest error of one function. */
export class FunctionRecord {
  readonly #functionName: string;
  #invocations = 0;
  #failures = 0;
  #trouble: string | undefined;
  #loggedError: string | undefined;

  constructor(functionName: string) {
    this.#functionName = functionName;
  }

  /** Error of the latest invocation; undefined once one succeeds. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  activity(): FunctionActivity {
    return {
      functionName: this.#functionName,
      invocations: this.#invocations,
      failures: this.#failures,
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
    };
  }

  /** Remembers a logged error: a partial batch response contains only the ids of the failed records. */
  noteLine(line: string): void {
    this.#loggedError = errorOfLogLine(line) ?? this.#loggedError;
  }

  noteInvocation({ outcome }: InvocationEvent): void {
    this.#invocations += 1;
    this.#trouble = this.#troubleOf(outcome);
    if (this.#trouble !== undefined) this.#failures += 1;
    this.#loggedError = undefined;
  }

  #troubleOf(outcome: InvocationEvent['outcome']): string | undefined {
    if (outcome.kind === 'throttled') return 'Throttled: the reserved concurrency is used up';
    if (outcome.kind === 'failed') return `${outcome.failure.errorType}: ${outcome.failure.errorMessage}`;
    if (!outcome.payload.includes('"itemIdentifier"')) return undefined;
    return this.#loggedError ?? 'The function reported a record as failed';
  }
}

interface ErrorLine {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly error?: { readonly name?: unknown; readonly message?: unknown };
}

/**
 * The error in a structured log line: the message of its `error` field, or its own message.
 *
 * @returns The error, or undefined if the line is not JSON of level ERROR.
 */
export function errorOfLogLine(line: string): string | undefined {
  if (!line.includes('"ERROR"')) return undefined;
  try {
    const { level, message, error } = JSON.parse(line.slice(line.indexOf('{'))) as ErrorLine;
    if (level !== 'ERROR') return undefined;
    if (typeof error?.message === 'string') {
      return typeof error.name === 'string' ? `${error.name}: ${error.message}` : error.message;
    }
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
