import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const page = readFileSync('apps/docs/claims.md', 'utf8');

const allowedHosts = ['docs.aws.amazon.com', 'aws.amazon.com', 'docs.github.com', 'github.blog'];

/** Pages of AWS that the source code cites for a syntax or a data format, and for no claim about a behaviour. */
const formatReferences = [
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html',
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
  'https://docs.aws.amazon.com/service-authorization/latest/reference/',
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html',
  'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
];

/** The rows of all tables with this header, as cells. */
function rowsOf(...header: readonly string[]): string[][] {
  const tables = page.matchAll(/^(\|.*\|)\n\|[ |:-]+\|\n((?:\|.*\|\n)+)/gm);
  const cellsOf = (row: string) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  return [...tables]
    .filter(([, head = '']) => cellsOf(head).join() === header.join())
    .flatMap(([, , body = '']) => body.trimEnd().split('\n').map(cellsOf));
}

const claims = rowsOf('claim', 'relied on by', 'page', 'checked by');
const undocumented = rowsOf('behaviour', 'what we do about it');
/** The pages that the claims cite, without fragments. */
const citedByClaims = new Set(claims.map(([, , cell = '']) => /\((https:[^)#]+)/.exec(cell)?.[1]));
const codeSpans = [...page.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

/** What the page names as `KIND: NAME`, without the placeholder of the introduction. */
const namedAs = (kind: string) =>
  codeSpans
    .filter((span) => span.startsWith(`${kind}: `))
    .map((span) => span.slice(kind.length + 2))
    .filter((name) => name !== name.toUpperCase());

/** The names of the steps, from the modules that the list of steps imports. */
function acceptanceSteps(): string[] {
  const folder = 'apps/cli/src/acceptance/steps';
  const imports = readFileSync(join(folder, 'steps.ts'), 'utf8').matchAll(
    /^import \{ \w+Step \} from '(.+)\.js'/gm,
  );
  return [...imports].map(([, module = '']) => {
    const [, name] =
      /^ {2}name: '([a-z-]+)',$/m.exec(readFileSync(join(folder, `${module}.ts`), 'utf8')) ?? [];
    if (name === undefined) throw new Error(`${module}.ts has no step with a name`);
    return name;
  });
}

/** The rules of the simulator for which at least one scenario is a recording of AWS, not a page of its documentation. */
function recordedRules(): Set<string> {
  const folder = 'packages/stack-simulator/conformance';
  const scenarios = readdirSync(folder)
    .filter((file) => file !== 'rules.json')
    .flatMap(
      (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { source: string; rules: string[] }[],
    );
  const isRecording = ({ source }: { source: string }) =>
    source.includes('real AWS') || /^acceptance run \S+ on AWS,/.test(source);
  return new Set(scenarios.filter(isRecording).flatMap(({ rules }) => rules));
}

/** The contract tests, without those that moto is known to fail. */
function testsThatMotoPasses(): Set<string> {
  const folder = 'packages/local-services/test/contract';
  const knownDifferences = readFileSync(join(folder, 'known-differences.ts'), 'utf8');
  const titles = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}claim\('(.+)',/gm)])
    .map(([, title = '']) => title);
  return new Set(titles.filter((title) => !knownDifferences.includes(`: ${title}'`)));
}

/** The pages of AWS that the source code cites, without fragments, each with a file that cites it. */
function citedPages(): Map<string, string> {
  const folders = ['apps/*/src/*', 'packages/*/src/*', 'stacks/*/src/*'];
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
    encoding: 'utf8',
  });
  const cited = new Map<string, string>();
  for (const file of files.split('\n').filter((path) => /\.(m?ts|tsx|mjs)$/.test(path) && existsSync(path)))
    for (const [url] of readFileSync(file, 'utf8').matchAll(
      /https:\/\/docs\.aws\.amazon\.com\/[\w./-]*[\w/]/g,
    ))
      cited.set(url, file);
  return cited;
}

describe('the page of claims about AWS', () => {
  it('has more than 100 claims, and behaviour for which there is no page', () => {
    expect(claims.length).toBeGreaterThan(100);
    expect(undocumented.length).toBeGreaterThan(0);
  });

  it('says of each claim who relies on it and what checks it', () => {
    const isIncomplete = (cells: readonly string[]) => cells.length !== 4 || cells.includes('');
    expect(claims.filter(isIncomplete)).toEqual([]);
    expect(undocumented.filter((cells) => cells.length !== 2 || cells.includes(''))).toEqual([]);
  });

  it('makes no claim twice', () => {
    const texts = claims.map(([text]) => text);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('links each claim to one page of AWS or GitHub', () => {
    const isPage = (cell: string) => {
      const [, url] = /^\[[^\]]+\]\((https:\/\/[^)\s]+)\)$/.exec(cell) ?? [];
      return url !== undefined && allowedHosts.includes(new URL(url).hostname);
    };
    expect(claims.filter(([, , cell = '']) => !isPage(cell))).toEqual([]);
  });

  it('begins each check with one that the introduction explains', () => {
    const isKnown =
      /^(`(acceptance|recording|moto|against-moto): [^`]+`|`test:deploy`|`preflight`|a real apply|with it: |nothing)/;
    expect(claims.filter(([, , , check = '']) => !isKnown.test(check))).toEqual([]);
  });

  it('names steps of the acceptance run that exist', () => {
    const steps = acceptanceSteps();
    expect(namedAs('acceptance').length).toBeGreaterThan(0);
    expect(namedAs('acceptance').filter((name) => !steps.includes(name))).toEqual([]);
  });

  it('names rules of the simulator that a recording of AWS shows', () => {
    const rules = recordedRules();
    expect(namedAs('recording').length).toBeGreaterThan(0);
    expect(namedAs('recording').filter((rule) => !rules.has(rule))).toEqual([]);
  });

  it('names contract tests that exist and that moto passes', () => {
    const passed = testsThatMotoPasses();
    expect(namedAs('moto').length).toBeGreaterThan(0);
    expect(namedAs('moto').filter((title) => !passed.has(title))).toEqual([]);
  });

  it('names tests against moto that exist', () => {
    const files = namedAs('against-moto');
    expect(files.length).toBeGreaterThan(0);
    expect(
      files.filter((path) => !/\/test-moto\/[a-z-]+\.test\.ts$/.test(path) || !existsSync(path)),
    ).toEqual([]);
  });

  it('names files that exist', () => {
    const files = codeSpans.filter((span) => /^(apps|packages|stacks)\/\S+$/.test(span));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names settings that exist', () => {
    const settings = readFileSync('apps/docs/settings.md', 'utf8');
    const named = codeSpans
      .map((span) => span.split(': ')[0] ?? '')
      .filter((name) => /^(alarms|buckets|consumers\[\]|encryption|producer|stream)\.[\w.]+$/.test(name));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !settings.includes(`| \`${name}`))).toEqual([]);
  });

  it('has every page of AWS that the source code cites for a claim', () => {
    const missing = [...citedPages()].filter(
      ([url]) => !citedByClaims.has(url) && !formatReferences.includes(url),
    );
    expect(missing).toEqual([]);
  });

  it('leaves out only pages that the source code still cites', () => {
    const cited = citedPages();
    expect(formatReferences.filter((url) => !cited.has(url) || citedByClaims.has(url))).toEqual([]);
  });
});
