import { withoutIndexes } from './address.js';
import { type JsonObject, isObject } from './known-values.js';
import { type ConfiguredModule, type Expression, type Expressions, ModuleScope } from './plan-modules.js';
import type { ResourceChange, TerraformResource } from './resource.js';

/** What `terraform show -json` prints for a plan, as far as it is read here. */
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

/** The resources of a plan with what it would do to each. What is known only after apply is given by its reference. */
export function readPlan({ resource_changes: changes = [], configuration }: PlanJson): TerraformResource[] {
  const root = ModuleScope.ofRoot(configuration?.root_module ?? {});
  const configured = new Map(
    root.resources().map(([address, expressions, scope]) => [address, { expressions, scope }]),
  );
  return changes.map(({ address, type, change }) => {
    const { before, after, actions } = change;
    const known = after ?? before ?? {};
    const found = after === null ? undefined : configured.get(withoutIndexes(address));
    const index = /\[[^\]]*\]$/.exec(address)?.[0] ?? '';
    return {
      address,
      type,
      attributes: found ? withReferences(known, found.expressions, { scope: found.scope, index }) : known,
      change: { actions, before: before ?? undefined },
    };
  });
}

/** Where a resource stands: what its references mean, and which instance of several it is. */
interface Place {
  readonly scope: ModuleScope;
  /** Such as `["eu"]`; empty for a resource that is not counted. */
  readonly index: string;
}

function withReferences(known: JsonObject, expressions: Expressions, place: Place): JsonObject {
  const merged: Record<string, unknown> = { ...known };
  for (const [name, expression] of Object.entries(expressions)) {
    merged[name] = mergeValue(known[name], expression, place);
  }
  return merged;
}

function mergeValue(known: unknown, expression: Expressions[string], place: Place): unknown {
  if (isBlockList(expression)) return mergeBlocks(known, expression, place);
  const references = resolve((expression as Expression).references ?? [], place);
  const [first] = references;
  if (first === undefined) return known;
  if (known === undefined || known === null) return first;
  return Array.isArray(known) ? (known as unknown[]).flatMap((item) => item ?? references) : known;
}

/** What goes by `each` or `count` refers to the instance of the same index. */
function resolve(references: readonly string[], { scope, index }: Place): string[] {
  const others = references.filter((reference) => !/^(each|count)\./.test(reference));
  const instance = others.length < references.length ? index : '';
  return scope.resolve(others).map((reference) => `\${${reference}${instance}}`);
}

/** As many blocks as are planned: a dynamic block is written once. */
function mergeBlocks(known: unknown, written: readonly Expressions[], place: Place): JsonObject[] {
  const planned: readonly unknown[] = Array.isArray(known) ? known : written;
  return planned.map((block, index) =>
    withReferences(
      Array.isArray(known) && isObject(block) ? block : {},
      written[index] ?? written[0] ?? {},
      place,
    ),
  );
}

const isBlockList = (expression: Expressions[string]): expression is readonly Expressions[] =>
  Array.isArray(expression);
