import { serializationError, wrongContainer } from './json-type.js';
import { type Parameter, type Parameters, pathOf, type Values, violation } from './parameter.js';
import { type Bounds, lengthViolations, string } from './scalars.js';

/** A structure. Like AWS, it ignores members that the API does not have. */
export function structure<Known extends Parameters>(known: Known): Parameter<Values<Known>> {
  return {
    read: (json) => {
      if (typeof json !== 'object' || json === null) throw serializationError('Expected null');
      if (Array.isArray(json)) throw wrongContainer(json);
      return readMembers(known, json as Record<string, unknown>);
    },
    violations: (values, path) => memberViolations(known, values, `${path}.`),
  };
}

/**
 * Reads the members of a structure, or the parameters of a request.
 *
 * @throws {@link KinesisError} `SerializationException` for a wrong type.
 */
export function readMembers<Known extends Parameters>(
  known: Known,
  json: Readonly<Record<string, unknown>>,
): Values<Known> {
  const values: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(json)) {
    if (member === null || member === undefined) continue;
    if (Object.hasOwn(known, name)) values[name] = known[name]?.read(member);
  }
  return values as Values<Known>;
}

/** Violated constraints of members, missing ones included. */
export function memberViolations(
  known: Parameters,
  values: Readonly<Record<string, unknown>>,
  parent: string,
): string[] {
  return Object.entries(known).flatMap(([name, parameter]) => {
    const path = pathOf(parent, name);
    const value = values[name];
    if (value !== undefined) return parameter.violations(value, path);
    const { alternative } = parameter;
    const isMissing = parameter.required ?? (alternative !== undefined && values[alternative] === undefined);
    return isMissing ? [violation(path, null, 'Member must not be null')] : [];
  });
}

/** A list. */
export function list<Item>(item: Parameter<Item>, rules: ListRules<Item>): Parameter<Item[]> {
  return {
    read: (json) => {
      if (!Array.isArray(json)) {
        throw typeof json === 'object' ? wrongContainer(json) : serializationError('Expected list or null');
      }
      return json.filter((entry) => entry !== null).map((entry) => item.read(entry));
    },
    violations: (values, path) => [
      ...lengthViolations(path, { shown: showList(values, rules), length: values.length }, rules),
      ...(rules.itemLength === undefined
        ? values.flatMap((value, index) => item.violations(value, `${path}.${index + 1}.member`))
        : itemLengthViolations(values as string[], path, rules.itemLength)),
    ],
  };
}

interface ListRules<Item> extends Bounds {
  /** How messages show an item. Default: as a string. */
  readonly show?: (item: Item) => string;
  /** Length of each item, as a constraint of the list. The items are strings. */
  readonly itemLength?: { readonly min: number; readonly max: number };
}

const showList = <Item>(values: readonly Item[], { show = String }: ListRules<Item>): string =>
  `[${values.map((value) => show(value)).join(', ')}]`;

function itemLengthViolations(
  values: readonly string[],
  path: string,
  bounds: { readonly min: number; readonly max: number },
): string[] {
  if (values.every(isWithin(bounds))) return [];
  return [violation(path, showList(values, {}), `Member must satisfy constraint: ${lengthRule(bounds)}`)];
}

const isWithin =
  ({ min, max }: { readonly min: number; readonly max: number }) =>
  ({ length }: string): boolean =>
    length >= min && length <= max;

const lengthRule = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  `[Member must have length less than or equal to ${max}, Member must have length greater than or equal to ${min}]`;

interface StringMapRules extends Bounds {
  readonly keyLength: { readonly min: number; readonly max: number };
  readonly valueLength: { readonly min: number; readonly max: number };
}

/** A map of strings. */
export function stringMap(rules: StringMapRules): Parameter<ReadonlyMap<string, string>> {
  const value = string();
  return {
    read: (json) => {
      if (typeof json !== 'object' || json === null) throw serializationError('Expected map or null');
      if (Array.isArray(json)) throw wrongContainer(json);
      const entries = Object.entries(json).filter(([, entry]) => entry !== null);
      return new Map(entries.map(([key, entry]) => [key, value.read(entry)]));
    },
    violations: (map, path) => {
      const shown = `{${[...map].map(([key, entry]) => `${key}=${entry}`).join(', ')}}`;
      const found = lengthViolations(path, { shown, length: map.size }, rules);
      if (![...map.keys()].every(isWithin(rules.keyLength))) {
        found.push(
          violation(path, shown, `Map keys must satisfy constraint: ${lengthRule(rules.keyLength)}`),
        );
      }
      if (![...map.values()].every(isWithin(rules.valueLength))) {
        found.push(
          violation(path, shown, `Map value must satisfy constraint: ${lengthRule(rules.valueLength)}`),
        );
      }
      return found;
    },
  };
}
