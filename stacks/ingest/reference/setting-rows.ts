import type { NumberRange } from '@headwaters/terraform-stack';
import { getMetadata, type GenericSchema } from 'valibot';

/** One setting in the reference. */
export interface SettingRow {
  /** Path of the setting, such as `consumers[].batchRecords`. */
  readonly setting: string;
  /** The values or the range that it accepts, with the unit. */
  readonly values: string;
  /** `required` if it must be set; `none` if leaving it out turns its feature off. */
  readonly defaultValue: string;
  readonly description: string;
}

/** The parts of a valibot schema at run time that the settings use. */
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

/** A default that is not the same everywhere, in words. */
interface Defaults {
  readonly defaultValue?: string;
}

/** What the parent of a schema knows about its setting. */
interface Place {
  readonly setting: string;
  readonly defaultValue: string;
}

/** Returns a row for every setting of a schema, in the order of the schema. */
export function settingRows(
  schema: unknown,
  place: Place = { setting: '', defaultValue: 'required' },
): SettingRow[] {
  const shape = schema as SchemaShape;
  switch (shape.type) {
    case 'optional':
      return optionalRows(shape, place);
    case 'strict_object':
      return Object.entries(shape.entries ?? {}).flatMap(([name, entry]) =>
        settingRows(entry, { setting: join(place.setting, name), defaultValue: 'required' }),
      );
    case 'variant':
      return variantRows(shape, place);
    case 'array':
      return arrayRows(shape, place);
    default:
      return [{ ...place, values: valuesOf(shape), description: descriptionOf(shape) }];
  }
}

function optionalRows({ wrapped, default: value }: SchemaShape, place: Place): SettingRow[] {
  // The default of a variant is an object. Its first entry is the discriminator.
  const shown: unknown = wrapped?.type === 'variant' ? Object.values(value ?? {})[0] : value;
  const { defaultValue = defaultOf(shown) } = getMetadata(wrapped as unknown as GenericSchema) as Defaults;
  const rows = settingRows(wrapped, { ...place, defaultValue });
  if (wrapped?.type !== 'strict_object' || value !== undefined) return rows;
  return rows.map((row) => ({ ...row, description: `if \`${place.setting}\` is set: ${row.description}` }));
}

/** A setting that belongs to some options of the variant only says to which. */
function variantRows({ key = '', options = [] }: SchemaShape, place: Place): SettingRow[] {
  const shapes = options as readonly SchemaShape[];
  const nameOf = ({ entries }: SchemaShape) => `\`${String(entries?.[key]?.literal)}\``;
  const discriminator = {
    setting: join(place.setting, key),
    values: shapes.map(nameOf).join(', '),
    defaultValue: place.defaultValue,
    description: 'selects which of the settings below apply',
  };
  const names = new Set(shapes.flatMap(({ entries = {} }) => Object.keys(entries)));
  names.delete(key);
  const rows = [...names].flatMap((name) => {
    const owners = shapes.filter(({ entries = {} }) => name in entries);
    const described = settingRows(owners[0]?.entries?.[name], {
      setting: join(place.setting, name),
      defaultValue: 'required',
    });
    if (owners.length === shapes.length) return described;
    const others = shapes.filter((shape) => !owners.includes(shape));
    const scope =
      others.length === 1 && owners.length > 2
        ? `with every ${key} but ${others.map(nameOf).join('')}: `
        : `with ${key} ${owners.map(nameOf).join(' or ')}: `;
    return described.map((row) => ({ ...row, description: scope + row.description }));
  });
  return [discriminator, ...rows];
}

function arrayRows(shape: SchemaShape, place: Place): SettingRow[] {
  const item = shape.item ?? { type: 'unknown' };
  if (item.type === 'variant') return settingRows(item, { ...place, setting: `${place.setting}[]` });
  if (item.type === 'strict_object' && descriptionOf(shape) === '') {
    return settingRows(item, { ...place, setting: `${place.setting}[]` });
  }
  return [{ ...place, values: 'list', description: descriptionOf(shape) || descriptionOf(item) }];
}

function valuesOf(shape: SchemaShape): string {
  switch (shape.type) {
    case 'number': {
      const { min, max, unit } = getMetadata(shape as unknown as GenericSchema) as unknown as NumberRange;
      return `${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')} ${unit}`;
    }
    case 'picklist':
      return (shape.options ?? []).map(valueOf).join(', ');
    case 'boolean':
      return '`true`, `false`';
    case 'record':
      return 'map of strings';
    default:
      return 'string';
  }
}

/** A pipe would end the cell of the table. */
const valueOf = (value: unknown) => `\`${String(value).replaceAll('|', '\\|')}\``;

function descriptionOf(shape: SchemaShape): string {
  const { description = '' } = getMetadata(shape as unknown as GenericSchema) as { description?: string };
  return description;
}

const defaultOf = (value: unknown) =>
  value === undefined ? 'none' : `\`${JSON.stringify(value).replaceAll('"', "'")}\``;

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
