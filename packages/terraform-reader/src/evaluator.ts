import { ExpressionUnsupportedError } from './errors.js';
import type { TerraformConfiguration } from './configuration.js';
import type { DeclaredResource } from './declared-resource.js';
import { isObject } from './json-object.js';
import { parseReference, parseTemplate } from './template.js';

/**
 * Gives an attribute that AWS makes rather than the configuration (an ARN, an id), or `undefined` for one it doesn't know.
 * `declared` evaluates an attribute that the resource does declare.
 */
export type ComputeAttribute = (
  resource: DeclaredResource,
  attribute: string,
  declared: (attribute: string) => unknown,
) => unknown;

/**
 * Evaluates the values of a Terraform configuration, as far as references and templates go. What it can't evaluate is an
 * error that names the place, never a guess.
 */
export class Evaluator {
  readonly #configuration: TerraformConfiguration;
  readonly #compute: ComputeAttribute;
  readonly #underWay = new Set<string>();

  constructor(configuration: TerraformConfiguration, compute: ComputeAttribute) {
    this.#configuration = configuration;
    this.#compute = compute;
  }

  /**
   * Evaluates a value of any shape.
   *
   * @param location - Where the value stands, for messages.
   * @throws {@link ExpressionUnsupportedError} for an expression beyond references and templates.
   */
  evaluate(value: unknown, location: string): unknown {
    if (this.#configuration.isResolved) return value;
    if (typeof value === 'string') return this.#template(value, location);
    if (Array.isArray(value)) return value.map((item) => this.evaluate(item, location));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, this.evaluate(item, `${location}.${name}`)]),
    );
  }

  /** The value of a resource's attribute, declared or made by AWS; `undefined` if there is none. */
  attribute(resource: DeclaredResource, name: string): unknown {
    const declared = (attribute: string): unknown =>
      this.evaluate(resource.attributes[attribute], `${resource.address}.${attribute}`);
    const compute = (): unknown => this.#compute(resource, name, declared) ?? undefined;
    return this.#configuration.isResolved ? (declared(name) ?? compute()) : (compute() ?? declared(name));
  }

  #template(template: string, location: string): unknown {
    const pieces = parsed(template, location);
    const values = pieces.map((piece) =>
      'literal' in piece ? piece.literal : this.#expression(piece.expression, location),
    );
    if (values.length === 1) return values[0];
    return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('');
  }

  #expression(expression: string, location: string): unknown {
    const steps = parseReference(expression);
    if (steps === undefined)
      throw new ExpressionUnsupportedError(location, expression, 'it is not a plain reference');
    const key = `${location} <- ${expression}`;
    if (this.#underWay.has(key))
      throw new ExpressionUnsupportedError(location, expression, 'it refers to itself');
    this.#underWay.add(key);
    try {
      const value = this.#reference(steps, location);
      if (value === undefined)
        throw new ExpressionUnsupportedError(location, expression, 'nothing has that name');
      return value;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #reference([root = '', ...steps]: readonly string[], location: string): unknown {
    const { variableDefaults, locals, dataSources, resources } = this.#configuration;
    const [first = '', second = '', ...rest] = steps;
    if (root === 'var') return walk(this.evaluate(variableDefaults[first], location), steps.slice(1));
    if (root === 'local') return walk(this.evaluate(locals[first], `local.${first}`), steps.slice(1));
    if (root === 'data') return this.#attribute(dataSources.get(`data.${first}.${second}`), rest);
    return this.#attribute(resources.get(`${root}.${first}`), steps.slice(1));
  }

  #attribute(resource: DeclaredResource | undefined, steps: readonly string[]): unknown {
    const [attribute, ...rest] = steps;
    if (resource === undefined || attribute === undefined) return undefined;
    return walk(this.attribute(resource, attribute), rest);
  }
}

function parsed(template: string, location: string) {
  try {
    return parseTemplate(template);
  } catch (cause) {
    throw new ExpressionUnsupportedError(
      location,
      template,
      cause instanceof Error ? cause.message : 'unreadable',
    );
  }
}

function walk(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return at[Number(step)] as unknown;
    return isObject(at) ? at[step] : undefined;
  }, value);
}
