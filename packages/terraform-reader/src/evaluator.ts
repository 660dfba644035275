import type { Declarations } from './declarations.js';
import { ExpressionUnsupportedError } from './errors.js';
import { isObject } from './json-object.js';
import { readJsonencode } from './jsonencode.js';
import type { TerraformResource } from './resource.js';
import { parseReference, parseTemplate } from './template.js';

/**
 * Computes an attribute that AWS assigns, such as an ARN or an id. Returns `undefined` if it does not know the attribute.
 * `declared` evaluates an attribute that the configuration declares.
 */
export type ComputeAttribute = (
  resource: TerraformResource,
  attribute: string,
  declared: (attribute: string) => unknown,
) => unknown;

/** Options of {@link Evaluator}. */
export interface EvaluatorOptions {
  /** Attributes that AWS assigns. Default: none. */
  readonly computeAttribute?: ComputeAttribute;
  /**
   * What happens to an expression without a known value. Default: `refuse`.
   *
   * - `refuse` evaluates all references and templates, and throws for other expressions: a guess would mislead.
   * - `keep` replaces only strings that are exactly `${var.NAME}` or `${local.NAME}`. Other expressions and unknown values
   *   stay as written, so that references between resources remain visible.
   */
  readonly unknownValues?: 'refuse' | 'keep';
}

/** The declarations to evaluate. If `isResolved` is true, values are final and returned unchanged. */
type EvaluatorInput = Declarations & { readonly isResolved?: boolean };

/**
 * Evaluates references and templates of a Terraform configuration, and `jsonencode` of a literal. Other functions, operators and
 * splats are unsupported.
 */
export class Evaluator {
  readonly #declarations: EvaluatorInput;
  readonly #computeAttribute: ComputeAttribute;
  readonly #keepsUnknownValues: boolean;
  /** The expressions being evaluated, each with its location. Detects references to themselves. */
  readonly #inProgress = new Set<string>();

  constructor(
    declarations: EvaluatorInput,
    { computeAttribute = () => undefined, unknownValues = 'refuse' }: EvaluatorOptions = {},
  ) {
    this.#declarations = declarations;
    this.#computeAttribute = computeAttribute;
    this.#keepsUnknownValues = unknownValues === 'keep';
  }

  /**
   * Evaluates the strings in a JSON value of any shape.
   *
   * @param location - Where the value is, as `address.attribute`, for error messages.
   * @throws {@link ExpressionUnsupportedError} for an expression without a known value, unless these are kept.
   */
  evaluate(value: unknown, location: string): unknown {
    if (this.#declarations.isResolved) return value;
    if (typeof value === 'string') return this.#evaluateString(value, location);
    if (Array.isArray(value)) return value.map((item) => this.evaluate(item, location));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, this.evaluate(item, `${location}.${name}`)]),
    );
  }

  /** Evaluates an attribute of a resource, declared or computed; `undefined` if it has no value. */
  attribute(resource: TerraformResource, name: string): unknown {
    const declared = (attribute: string): unknown =>
      this.evaluate(resource.attributes[attribute], `${resource.address}.${attribute}`);
    const compute = (): unknown => this.#computeAttribute(resource, name, declared) ?? undefined;
    return this.#declarations.isResolved ? (declared(name) ?? compute()) : (compute() ?? declared(name));
  }

  #evaluateString(value: string, location: string): unknown {
    if (!this.#keepsUnknownValues) return this.#evaluateTemplate(value, location);
    if (!isConstantReference(value)) return value;
    try {
      return this.#evaluateTemplate(value, location);
    } catch (error) {
      if (error instanceof ExpressionUnsupportedError) return value;
      throw error;
    }
  }

  #evaluateTemplate(template: string, location: string): unknown {
    const encoded = readJsonencode(template);
    if (encoded !== undefined) return JSON.stringify(this.evaluate(encoded, location));
    const values = parse(template, location).map((piece) =>
      'literal' in piece ? piece.literal : this.#evaluateExpression(piece.expression, location),
    );
    if (values.length === 1) return values[0];
    return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('');
  }

  #evaluateExpression(expression: string, location: string): unknown {
    const steps = parseReference(expression);
    if (steps === undefined) {
      throw new ExpressionUnsupportedError(location, expression, 'it is not a plain reference');
    }
    const key = `${location} <- ${expression}`;
    if (this.#inProgress.has(key)) {
      throw new ExpressionUnsupportedError(location, expression, 'it refers to itself');
    }
    this.#inProgress.add(key);
    try {
      const value = this.#resolveReference(steps, location);
      if (value !== undefined) return value;
      throw new ExpressionUnsupportedError(location, expression, 'its value is unknown');
    } finally {
      this.#inProgress.delete(key);
    }
  }

  #resolveReference([root = '', ...steps]: readonly string[], location: string): unknown {
    const { variableDefaults, locals, dataSources, resources } = this.#declarations;
    const [first = '', second = '', ...rest] = steps;
    // Relative paths start in the stack's folder.
    if (root === 'path') return '.';
    if (root === 'var') return follow(this.evaluate(variableDefaults[first], location), steps.slice(1));
    if (root === 'local') return follow(this.evaluate(locals[first], `local.${first}`), steps.slice(1));
    if (root === 'data') return this.#resolveAttribute(dataSources.get(`data.${first}.${second}`), rest);
    return this.#resolveAttribute(resources.get(`${root}.${first}`), steps.slice(1));
  }

  #resolveAttribute(resource: TerraformResource | undefined, steps: readonly string[]): unknown {
    const [attribute, ...rest] = steps;
    if (resource === undefined || attribute === undefined) return undefined;
    return follow(this.attribute(resource, attribute), rest);
  }
}

function isConstantReference(value: string): boolean {
  return /^\$\{(var|local)\.\w+\}$/.test(value);
}

function parse(template: string, location: string) {
  try {
    return parseTemplate(template);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it is invalid';
    throw new ExpressionUnsupportedError(location, template, reason, { cause });
  }
}

/** Follows the names and indexes after the attribute of a reference. */
function follow(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((current, step) => {
    if (Array.isArray(current)) return current[Number(step)] as unknown;
    return isObject(current) ? current[step] : undefined;
  }, value);
}
