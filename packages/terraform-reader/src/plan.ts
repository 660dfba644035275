import { isObject, type JsonObject } from './json-object.js';
import { ModuleScope, type ConfiguredModule, type Expression, type Expressions } from './plan-modules.js';
import { nameInAddress, type ResourceChange, type TerraformResource } from './resource.js';
import { isUnknownValue, toUnknownValue } from './unknown-value.js';

/**
 * The part of a plan in JSON that {@link readPlan} reads.
 *
 * Format: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: ResourceChange['actions'];
      readonly before: JsonObject | null;
      readonly after: JsonObject | null;
      /** As `after`, with `true` in the place of each value that is known only after apply. Default: what `after` lacks. */
      readonly after_unknown?: JsonObject;
    };
  }[];
  readonly configuration?: { readonly root_module?: ConfiguredModule };
}

/**
 * Returns the resources of a plan, with their changes. A deleted resource has its attributes before the deletion. A value that
 * is known only after apply becomes an expression with its references, from the root module: `${address.attribute}`. A known
 * string with `${` is escaped, `$${`, as in a configuration.
 */
export function readPlan({ resource_changes: changes = [], configuration }: PlanJson): TerraformResource[] {
  const root = ModuleScope.ofRoot(configuration?.root_module ?? {});
  return changes.map(({ address, type, change }) => {
    const { before, after, actions } = change;
    const known = escapeTemplates(after ?? before ?? {}) as JsonObject;
    const found = after === null ? undefined : root.findResource(address);
    return {
      address,
      type,
      name: nameInAddress(address),
      attributes: found ? addUnknown(known, change.after_unknown, found.expressions, found) : known,
      change: { actions, before: before ?? undefined },
    };
  });
}

/**
 * Blocks that AWS never fills in. Terraform does not list a dynamic block among the expressions; so if one of these is unknown, it
 * is a dynamic block that may be absent. Other unknown attributes without an expression are computed by AWS.
 *
 * Source: schemas of https://registry.terraform.io/providers/hashicorp/aws/5.100.0 (read 2026-11-29).
 */
const neverComputed = [
  'destination_config',
  'dead_letter_config',
  'filter_criteria',
  'statement',
  'lambda_function',
  'queue',
  'topic',
];

type Found = NonNullable<ReturnType<ModuleScope['findResource']>>;

/** Adds the values that are known only after apply, if the configuration sets them: AWS computes the others. */
function addUnknown(
  known: JsonObject,
  unknown: unknown,
  expressions: Expressions,
  instance: Found,
): JsonObject {
  const merged: Record<string, unknown> = { ...known };
  for (const name of neverComputed) {
    if (isObject(unknown) && unknown[name] === true) merged[name] = '${dynamic}';
  }
  for (const [name, expression] of Object.entries(expressions)) {
    const marks = isObject(unknown) ? (unknown[name] ?? false) : unknown;
    merged[name] = isBlockList(expression)
      ? mergeBlocks(known[name], marks, expression, instance)
      : mergeValue(known[name], marks, expression, instance);
  }
  return merged;
}

function mergeValue(known: unknown, unknown: unknown, expression: Expression, instance: Found): unknown {
  if (Array.isArray(known))
    return (known as unknown[]).flatMap((item) => item ?? toItems(expression, instance));
  if (known !== undefined && known !== null) return known;
  // Without marks, as in a plan that was cut short by hand, what is missing is unknown.
  const isUnknown = unknown === undefined || unknown === true;
  return isUnknown ? (toExpression(expression, instance) ?? known) : known;
}

/** The unknown items of a list. */
function toItems(expression: Expression, instance: Found): unknown[] {
  const { constant_value: constant, references = [] } = expression;
  if (instance.scope.isRoot && Array.isArray(constant)) {
    return (constant as unknown[]).filter((item) => isUnknownValue(item));
  }
  return instance.scope.resolve(references, instance).map((reference) => toUnknownValue([reference]));
}

/** The expression of an unknown value; `undefined` if the configuration does not set it. */
function toExpression(expression: Expression, instance: Found): unknown {
  const { constant_value: constant, references = [] } = expression;
  if (instance.scope.isRoot && isTemplate(constant)) return constant;
  const resolved = instance.scope.resolve(references, instance);
  return resolved.length === 0 ? undefined : toUnknownValue(resolved);
}

/**
 * Whether the string of a configuration in JSON says more than its references: text around them, or functions. Not if it contains
 * what only the references resolve.
 */
function isTemplate(constant: unknown): boolean {
  if (Array.isArray(constant)) return constant.some(isTemplate);
  return isUnknownValue(constant) && !/\b(var|local|module|each|count)\./.test(String(constant));
}

/** Returns as many blocks as are planned. The configuration of a dynamic block contains it once, whatever their number. */
function mergeBlocks(
  known: unknown,
  unknown: unknown,
  configured: readonly Expressions[],
  instance: Found,
): unknown {
  // How often a dynamic block is repeated is unknown.
  if (unknown === true) return '${dynamic}';
  const planned: readonly unknown[] = Array.isArray(known) ? known : configured;
  return planned.map((block, index) =>
    addUnknown(
      isObject(block) && Array.isArray(known) ? block : {},
      Array.isArray(unknown) ? (unknown[index] ?? false) : unknown,
      configured[index] ?? configured[0] ?? {},
      instance,
    ),
  );
}

function isBlockList(expression: Expressions[string]): expression is readonly Expressions[] {
  return Array.isArray(expression);
}

function escapeTemplates(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(escapeTemplates);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, escapeTemplates(item)]));
}
