import { ingestSettings } from '../src/settings/ingest-settings.js';
import { type SettingRow, describeSchema } from './setting-rows.js';

const opening = `# Settings

Made from the schema in [src/settings](src/settings) by \`npm run settings:reference\`; a test holds that it is current. An environment is one file in
[src/environments](src/environments) that states what it wants otherwise. What a value contradicts is said at synthesis, with what to change.
`;

/** The page that lists every setting with its range, its default and its reason. */
export function settingsReference(): string {
  const rows = describeSchema(ingestSettings);
  const sections = [...new Set(rows.map(sectionOf))].map((section) => {
    const title = section === '' ? 'The environment' : section;
    return `## ${title}\n\n${table(rows.filter((row) => sectionOf(row) === section))}`;
  });
  return [opening, ...sections].join('\n');
}

const sectionOf = ({ setting }: SettingRow) => (/[.[]/.test(setting) ? setting.replace(/[.[].*/, '') : '');

/** A Markdown table whose columns line up. */
function table(rows: readonly SettingRow[]): string {
  const lines = rows.map(({ setting, takes, defaultValue, reason }) => [
    `\`${setting}\``,
    takes,
    defaultValue,
    reason,
  ]);
  const cells = [['setting', 'takes', 'default', 'what, and why so'], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const pad = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [cells[0] ?? [], rule, ...lines].map(pad).join('');
}
