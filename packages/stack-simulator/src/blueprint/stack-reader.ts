import {
  AttributeInvalidError,
  Attributes,
  Evaluator,
  type TerraformConfiguration,
  TerraformReaderError,
} from '@headwaters/terraform-reader';
import { type StackAccount, computeAttributesIn } from './computed-attributes.js';
import { ProblemList } from './problem-list.js';

/** Reads the resources of a stack and resolves the references between them. */
export class StackReader {
  /** The stack's folder. Relative paths in the configuration start here. */
  readonly folder: string;
  /** Whether the stack is deployed: AWS has accepted its settings. */
  readonly isDeployed: boolean;
  /** What AWS would reject, as found so far. */
  readonly problems = new ProblemList();
  readonly #configuration: TerraformConfiguration;
  readonly #evaluator: Evaluator;

  constructor(configuration: TerraformConfiguration, account: StackAccount) {
    this.folder = configuration.folder;
    this.isDeployed = configuration.isResolved;
    this.#configuration = configuration;
    this.#evaluator = new Evaluator(configuration, {
      computeAttribute: computeAttributesIn(account),
    });
  }

  /** The resources of a type, in declaration order. */
  resources(type: string): readonly Attributes[] {
    return [...this.#configuration.resources.values()]
      .filter((resource) => resource.type === type)
      .map((resource) => Attributes.of(resource, this.#evaluator));
  }

  /** The data sources of a type, in declaration order. The state of a deployed stack has none. */
  dataSources(type: string): readonly Attributes[] {
    return [...this.#configuration.dataSources.values()]
      .filter((source) => source.type === type)
      .map((source) => Attributes.of(source, this.#evaluator));
  }

  /** Reads all resources of a type. One that has a problem is left out of the result, and its problem is collected. */
  readAll<Value>(type: string, read: (declared: Attributes) => Value): readonly Value[] {
    return this.resources(type).flatMap((declared) => {
      const value = this.problems.collect(() => read(declared));
      return value === undefined ? [] : [value];
    });
  }

  /** Returns what `read` returns, or `undefined` if a value is missing or can't be evaluated: for what a run does not need. */
  known<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof TerraformReaderError) return undefined;
      throw error;
    }
  }

  /**
   * An attribute of a resource, declared or computed by AWS, such as its ARN.
   *
   * @throws {@link AttributeInvalidError} if it is not a string.
   */
  string(address: string, attribute: string): string {
    const resource = this.#configuration.resources.get(address);
    const value = resource && this.#evaluator.attribute(resource, attribute);
    if (typeof value === 'string') return value;
    throw new AttributeInvalidError(`${address}.${attribute}`, 'must be a string');
  }
}
