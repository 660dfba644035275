import { isObject, type JsonObject } from '@headwaters/terraform-reader';

/** Attributes that are maps. Other objects are nested blocks. */
const mapAttributes = new Set(['dimensions', 'variables']);
/** Of more resources than these of one type, only the first is shown. */
const maxOfType = 5;

/** Renders the resources and data sources of Terraform JSON as HCL. Strings that are one expression lose their quotes. */
export function renderHcl(
  configuration: JsonObject,
  before: Readonly<Record<string, JsonObject>> = {},
): string {
  const blocks = ['data', 'resource'].flatMap((section) =>
    membersOf(configuration[section]).flatMap(([type, named]) => {
      const all = membersOf(named);
      const shown = all.length > maxOfType ? all.slice(0, 1) : all;
      const rendered = shown.map(([name, body]) => {
        const deployed = before[`${type}.${name}`];
        const comment = deployed === undefined ? '' : `# Deployed with:\n${renderDeployed(deployed)}`;
        return `${comment}${section} "${type}" "${name}" {\n${renderBody(body, '  ')}}\n`;
      });
      const more = all.length - shown.length;
      return more === 0 ? rendered : [...rendered, `# ... and ${more} more of ${type}\n`];
    }),
  );
  return blocks.join('\n');
}

function membersOf(value: unknown): [name: string, value: JsonObject][] {
  return Object.entries(isObject(value) ? value : {}).filter((entry): entry is [string, JsonObject] =>
    isObject(entry[1]),
  );
}

function renderDeployed(attributes: JsonObject): string {
  return renderBody(attributes, '#   ');
}

function renderBody(body: JsonObject, indent: string): string {
  const entries = Object.entries(body);
  const isBlock = ([name, value]: [string, unknown]) =>
    !mapAttributes.has(name) && blocksOf(value).length > 0;
  const attributes = entries.filter((entry) => !isBlock(entry));
  const width = Math.max(0, ...attributes.map(([name]) => name.length));
  return [
    ...attributes.map(([name, value]) => `${indent}${name.padEnd(width)} = ${renderValue(value)}\n`),
    ...entries.filter(isBlock).flatMap(([name, value]) => renderBlocks(name, blocksOf(value), indent)),
  ].join('');
}

function renderBlocks(name: string, blocks: readonly JsonObject[], indent: string): string[] {
  return blocks.map((block) => `${indent}${name} {\n${renderBody(block, `${indent}  `)}${indent}}\n`);
}

function blocksOf(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function renderValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, item]) => `${name} = ${renderValue(item)}`);
    return `{ ${members.join(', ')} }`;
  }
  const [, expression] = typeof value === 'string' ? (/^\$\{([^{}]+)\}$/.exec(value) ?? []) : [];
  return expression ?? JSON.stringify(value);
}
