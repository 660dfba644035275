import { type GenericSchema, getMetadata } from 'valibot';
import type { NumberRange } from '../src/settings/value-schemas.js';

/** One setting, as the reference shows it. */
export interface SettingRow {
  /** Such as `consumers[].batchRecords`. */
  readonly setting: string;
  /** The values or the range that it takes, with the unit. */
  readonly takes: string;
  /** What it is if it is left out; `required` if it must not be, `none` if it then has no effect. */
  readonly defaultValue: string;
  readonly reason: string;
}

/** What is known of a valibot schema at run time, as far as the settings use it. */
interface SchemaShape {
  readonly type: string;
  readonly wrapped?: SchemaShape;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, SchemaShape>>;
  readonly key?: string;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly item?: SchemaShape;
}

type Place = Pick<SettingRow, 'setting' | 'defaultValue'>;

/** Every setting of a schema, in the order in which it states them. */
export function describeSchema(
  schema: unknown,
  place: Place = { setting: '', defaultValue: 'required' },
): SettingRow[] {
  const shape = schema as SchemaShape;
  switch (shape.type) {
    case 'optional':
      return describeOptional(shape, place);
    case 'strict_object':
      return Object.entries(shape.entries ?? {}).flatMap(([name, entry]) =>
        describeSchema(entry, { setting: join(place.setting, name), defaultValue: 'required' }),
      );
    case 'variant':
      return describeVariant(shape, place);
    case 'array':
      return describeArray(shape, place);
    default:
      return [row(shape, place)];
  }
}

function describeOptional({ wrapped, default: value }: SchemaShape, place: Place): SettingRow[] {
  const choice: unknown = wrapped?.type === 'variant' ? Object.values(value ?? {})[0] : value;
  const rows = describeSchema(wrapped, { ...place, defaultValue: defaultOf(choice) });
  if (wrapped?.type !== 'strict_object' || value !== undefined) return rows;
  return rows.map((line) => ({ ...line, reason: `if \`${place.setting}\` is stated: ${line.reason}` }));
}

/** The settings of all kinds; those of one kind alone say of which. */
function describeVariant({ key = '', options = [] }: SchemaShape, place: Place): SettingRow[] {
  const kinds = options as readonly SchemaShape[];
  const kindOf = ({ entries }: SchemaShape) => String(entries?.[key]?.literal);
  const choice = {
    setting: join(place.setting, key),
    takes: kinds.map((kind) => `\`${kindOf(kind)}\``).join(', '),
    defaultValue: place.defaultValue,
    reason: 'which of the settings below apply',
  };
  const names = [...new Set(kinds.flatMap(({ entries = {} }) => Object.keys(entries)))].filter(
    (name) => name !== key,
  );
  const rows = names.flatMap((name) => {
    const owners = kinds.filter(({ entries = {} }) => name in entries);
    const described = describeSchema(owners[0]?.entries?.[name], {
      setting: join(place.setting, name),
      defaultValue: 'required',
    });
    if (owners.length === kinds.length) return described;
    const scope = `with ${key} ${owners.map((kind) => `\`${kindOf(kind)}\``).join(' or ')}: `;
    return described.map((line) => ({ ...line, reason: scope + line.reason }));
  });
  return [choice, ...rows];
}

function describeArray(shape: SchemaShape, place: Place): SettingRow[] {
  const item = shape.item ?? { type: 'unknown' };
  if (item.type === 'variant') return describeSchema(item, { ...place, setting: `${place.setting}[]` });
  const reason = reasonOf(shape) || reasonOf(item);
  return [{ ...place, takes: 'a list', reason }];
}

function row(shape: SchemaShape, place: Place): SettingRow {
  return { ...place, takes: takes(shape), reason: reasonOf(shape) };
}

function takes(shape: SchemaShape): string {
  switch (shape.type) {
    case 'number': {
      const { min, max, unit } = getMetadata(shape as unknown as GenericSchema) as unknown as NumberRange;
      return `${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')} ${unit}`;
    }
    case 'picklist':
      return (shape.options ?? []).map((option) => `\`${String(option)}\``).join(', ');
    case 'boolean':
      return '`true`, `false`';
    case 'record':
      return 'names and their values';
    default:
      return 'a text';
  }
}

function reasonOf(shape: SchemaShape): string {
  const { reason = '' } = getMetadata(shape as unknown as GenericSchema) as { reason?: string };
  return reason;
}

const defaultOf = (value: unknown) =>
  value === undefined ? 'none' : `\`${JSON.stringify(value).replaceAll('"', "'")}\``;

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
