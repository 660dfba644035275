import { AttributeInvalidError, TerraformReaderError } from '@headwaters/terraform-reader';
import { StackRefusedError } from '../errors.js';

/** Collects the problems of a stack, so that all of them are reported at once. */
export class ProblemList {
  readonly #problems = new Map<string, TerraformReaderError>();

  /**
   * @param location - The attribute, as `address.attribute`.
   * @param problem - The end of a sentence that starts with the location, without its full stop.
   */
  add(location: string, problem: string): void {
    this.#add(new AttributeInvalidError(location, problem));
  }

  /** Returns what `read` returns, or `undefined` if it finds a problem. */
  collect<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TerraformReaderError)) throw error;
      this.#add(error);
      return undefined;
    }
  }

  /** @throws the problem if there is one, and {@link StackRefusedError} if there are several. */
  throwIfAny(): void {
    const problems = [...this.#problems.values()];
    const [first] = problems;
    if (first === undefined) return;
    throw problems.length === 1 ? first : new StackRefusedError(problems);
  }

  /** A value that several resources use is reported once. */
  #add(problem: TerraformReaderError): void {
    this.#problems.set(problem.message, problem);
  }
}
