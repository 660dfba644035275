import type { Attributes } from './attributes.js';
import type { ResourceChange, TerraformResource } from './terraform-resource.js';

interface Expression {
  readonly references?: readonly string[];
}
interface Expressions {
  readonly [name: string]: Expression | Expressions | readonly Expressions[];
}

interface ConfiguredModule {
  readonly resources?: readonly { readonly address: string; readonly expressions?: Expressions }[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfiguredModule }>>;
}

/** What `terraform show -json` prints for a plan, as far as it is read here. */
export interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: ResourceChange['actions'];
      readonly before: Attributes | null;
      readonly after: Attributes | null;
    };
  }[];
  readonly configuration?: { readonly root_module?: ConfiguredModule };
}

/** The resources of a plan with what it would do to each. What is known only after apply is given by its reference. */
export function readPlan({ resource_changes: changes = [], configuration }: PlanJson): TerraformResource[] {
  const expressions = new Map(expressionsOf(configuration?.root_module ?? {}, ''));
  return changes.map(({ address, type, change }) => {
    const configured = expressions.get(address.replaceAll(/\[[^\]]*\]/g, ''));
    return {
      address,
      type,
      attributes: withReferences(change.after ?? change.before ?? {}, configured ?? {}),
      change: { actions: change.actions, before: change.before ?? undefined },
    };
  });
}

function expressionsOf(module: ConfiguredModule, prefix: string): [string, Expressions][] {
  return [
    ...(module.resources ?? []).map(({ address, expressions = {} }): [string, Expressions] => [
      prefix + address,
      expressions,
    ]),
    ...Object.entries(module.module_calls ?? {}).flatMap(([name, call]) =>
      expressionsOf(call.module ?? {}, `${prefix}module.${name}.`),
    ),
  ];
}

function withReferences(known: Attributes, expressions: Expressions): Attributes {
  const merged: Record<string, unknown> = { ...known };
  for (const [name, expression] of Object.entries(expressions)) {
    merged[name] = mergeValue(known[name], expression);
  }
  return merged;
}

function mergeValue(known: unknown, expression: Expressions[string]): unknown {
  if (isBlockList(expression)) {
    const blocks = Array.isArray(known) ? (known as Attributes[]) : [];
    return expression.map((block, index) => withReferences(blocks[index] ?? {}, block));
  }
  const references = specificReferences((expression as Expression).references ?? []);
  const [first] = references;
  if (first === undefined) return known;
  if (known === undefined || known === null) return first;
  return Array.isArray(known) ? (known as unknown[]).flatMap((item) => item ?? references) : known;
}

/** Terraform names `a.b.c` and after it `a.b`: only the first says which attribute is meant. */
function specificReferences(references: readonly string[]): string[] {
  return references
    .filter((reference) => !references.some((other) => other.startsWith(`${reference}.`)))
    .map((reference) => `\${${reference}}`);
}

const isBlockList = (expression: Expressions[string]): expression is readonly Expressions[] =>
  Array.isArray(expression);
