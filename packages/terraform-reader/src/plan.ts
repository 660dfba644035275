import { isObject, type JsonObject } from './json-object.js';
import { ModuleScope, type ConfiguredModule, type Expression, type Expressions } from './plan-modules.js';
import { nameInAddress, withoutIndexes, type ResourceChange, type TerraformResource } from './resource.js';

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
    };
  }[];
  readonly configuration?: { readonly root_module?: ConfiguredModule };
}

/**
 * Returns the resources of a plan, with their changes. A deleted resource has its attributes before the deletion. A value that
 * is known only after apply is replaced by its reference, `${address.attribute}`, with the address from the root module.
 */
export function readPlan({ resource_changes: changes = [], configuration }: PlanJson): TerraformResource[] {
  const root = ModuleScope.ofRoot(configuration?.root_module ?? {});
  const configured = new Map(
    root.resources().map(({ address, expressions, scope }) => [address, { expressions, scope }]),
  );
  return changes.map(({ address, type, change: { before, after, actions } }) => {
    const known = after ?? before ?? {};
    const found = after === null ? undefined : configured.get(withoutIndexes(address));
    const index = /\[[^\]]*\]$/.exec(address)?.[0] ?? '';
    return {
      address,
      type,
      name: nameInAddress(address),
      attributes: found ? addReferences(known, found.expressions, { scope: found.scope, index }) : known,
      change: { actions, before: before ?? undefined },
    };
  });
}

/** An instance of a resource in a module. */
interface Instance {
  readonly scope: ModuleScope;
  /** Such as `["eu"]`; empty without `count` and `for_each`. */
  readonly index: string;
}

function addReferences(known: JsonObject, expressions: Expressions, instance: Instance): JsonObject {
  const merged: Record<string, unknown> = { ...known };
  for (const [name, expression] of Object.entries(expressions)) {
    merged[name] = isBlockList(expression)
      ? mergeBlocks(known[name], expression, instance)
      : mergeValue(known[name], expression, instance);
  }
  return merged;
}

function mergeValue(known: unknown, expression: Expression, instance: Instance): unknown {
  const references = resolveReferences(expression.references ?? [], instance);
  const [first] = references;
  if (first === undefined) return known;
  if (known === undefined || known === null) return first;
  return Array.isArray(known) ? (known as unknown[]).flatMap((item) => item ?? references) : known;
}

/** With `each` or `count` among them, the references mean the instances of the same index. */
function resolveReferences(references: readonly string[], { scope, index }: Instance): string[] {
  const others = references.filter((reference) => !/^(each|count)\./.test(reference));
  const suffix = others.length < references.length ? index : '';
  return scope.resolve(others).map((reference) => `\${${reference}${suffix}}`);
}

/** Returns as many blocks as are planned. The configuration of a dynamic block contains it once, whatever their number. */
function mergeBlocks(known: unknown, configured: readonly Expressions[], instance: Instance): JsonObject[] {
  const planned: readonly unknown[] = Array.isArray(known) ? known : configured;
  return planned.map((block, index) =>
    addReferences(
      Array.isArray(known) && isObject(block) ? block : {},
      configured[index] ?? configured[0] ?? {},
      instance,
    ),
  );
}

function isBlockList(expression: Expressions[string]): expression is readonly Expressions[] {
  return Array.isArray(expression);
}
