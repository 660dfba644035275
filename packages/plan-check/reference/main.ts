// Prints the reference of the rules as Markdown. `npm run rules:reference` writes it to apps/docs/plan-check-rules.md.
import { allChecks, type Check } from '@headwaters/plan-check';
import { renderHcl } from './render-hcl.js';
import { configurationOf, readExample, type Verdict } from './rule-example.js';

const introduction = `# Rules of the plan check

Each rule of the [plan check](./plan-check.md), with an example that has the finding, and one that has not. A test runs the check on both. What an example leaves out does not
matter to its rule.

This page is generated from the checks and their examples in \`packages/plan-check\`: \`npm run rules:reference\`.
`;

function renderRule({ id, severity, why, fix }: Check): string {
  const example = readExample(id);
  const fence = (verdict: Verdict) =>
    `\`\`\`hcl\n${renderHcl(configurationOf(example, verdict), example.before)}\`\`\`\n`;
  const links = example.source.map((url) => `[${nameOf(url)}](${url})`).join(', ');
  return [
    `## ${id}\n`,
    `**${severity === 'error' ? 'Error' : 'Warning'}.** ${why} ${fix}\n`,
    'Bad:\n',
    fence('bad'),
    'Good:\n',
    fence('good'),
    `Source: ${links}\n`,
  ].join('\n');
}

/** The last part of an address, such as \`with-kinesis\`. */
function nameOf(url: string): string {
  const path = url.replace(/\.html$/, '').split('/');
  return path.at(-1) ?? url;
}

process.stdout.write([introduction, ...allChecks.map(renderRule)].join('\n'));
