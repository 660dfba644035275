// Prints the settings reference as Markdown. `npm run settings:reference` writes it to apps/docs/settings.md.
import { markdownTable } from 'markdown-table';
import { ingestSettings } from '../src/settings/ingest-settings.js';
import { settingRows, type SettingRow } from './setting-rows.js';

const introduction = `# Settings

An environment is one file in \`stacks/ingest/src/environments\`. Settings that it leaves out have the default. Synthesis validates them and says what to change. [Deploy](./deploy.md#settings) shows an example and the constraints between settings.

This page is generated from the schema in \`stacks/ingest/src/settings\`: \`npm run settings:reference\`.
`;

/** The part of a setting's path before the first \`.\` or \`[\`; empty for a setting of the environment itself. */
const sectionOf = ({ setting }: SettingRow) => (/[.[]/.test(setting) ? setting.replace(/[.[].*/, '') : '');

function renderSection(section: string, rows: readonly SettingRow[]): string {
  const cells = rows
    .filter((row) => sectionOf(row) === section)
    .map(({ setting, values, defaultValue, description }) => [
      `\`${setting}\``,
      values,
      defaultValue,
      description,
    ]);
  const table = markdownTable([['setting', 'values', 'default', 'description'], ...cells]);
  return `## ${section === '' ? 'Environment' : section}\n\n${table}\n`;
}

const rows = settingRows(ingestSettings);
const sections = new Set(rows.map(sectionOf));
process.stdout.write(
  [introduction, ...[...sections].map((section) => renderSection(section, rows))].join('\n'),
);
