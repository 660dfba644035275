import { AttributeInvalidError } from '../errors.js';
import { Attributes } from '../terraform/attributes.js';
import { Evaluator } from '../terraform/evaluator.js';
import type { TerraformConfiguration } from '../terraform/terraform-configuration.js';
import { type Surroundings, computeAttributeIn } from './computed-attributes.js';

/** Gives the readers of a blueprint the stack's resources, with every reference between them resolved. */
export class StackReader {
  readonly folder: string;
  readonly #configuration: TerraformConfiguration;
  readonly #evaluator: Evaluator;

  constructor(configuration: TerraformConfiguration, surroundings: Surroundings) {
    this.folder = configuration.folder;
    this.#configuration = configuration;
    this.#evaluator = new Evaluator(configuration, computeAttributeIn(surroundings));
  }

  /** The resources of a type, in the order of their declaration. */
  resources(type: string): readonly Attributes[] {
    return [...this.#configuration.resources.values()]
      .filter((resource) => resource.type === type)
      .map((resource) => Attributes.of(resource, this.#evaluator));
  }

  /**
   * An attribute that AWS makes, such as a resource's ARN.
   *
   * @throws {@link AttributeInvalidError} if it isn't a text.
   */
  text(address: string, attribute: string): string {
    const resource = this.#configuration.resources.get(address);
    const value = resource && this.#evaluator.attribute(resource, attribute);
    if (typeof value === 'string') return value;
    throw new AttributeInvalidError(`${address}.${attribute}`, 'must be a text');
  }
}
