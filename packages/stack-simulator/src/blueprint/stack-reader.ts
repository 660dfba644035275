import {
  AttributeInvalidError,
  Attributes,
  Evaluator,
  type TerraformConfiguration,
} from '@headwaters/terraform-reader';
import { type StackAccount, computeAttributesIn } from './computed-attributes.js';

/** Reads the resources of a stack and resolves the references between them. */
export class StackReader {
  /** The stack's folder. Relative paths in the configuration start here. */
  readonly folder: string;
  readonly #configuration: TerraformConfiguration;
  readonly #evaluator: Evaluator;

  constructor(configuration: TerraformConfiguration, account: StackAccount) {
    this.folder = configuration.folder;
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
