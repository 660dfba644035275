// The licence notices of the packages in a bundle. Their licences ask that copies of the software contain them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Texts of licences that some packages name without including them. Source: https://spdx.org/licenses/ */
const licenceFolder = new URL('licences/', import.meta.url);

/** A package of npm, as far as a notice needs it.
 * @typedef {{ name: string, version: string, licence: string, texts: string[] }} BundledPackage
 */

/** @typedef {{ name: string, version: string, license?: string }} Manifest */

/**
 * Lists the packages of `node_modules` that a bundle contains, by name and version.
 * @param {{ inputs: Record<string, unknown> }} metafile - Of esbuild.
 * @param {string} projectFolder - The folder that the paths of the metafile start at.
 * @returns {BundledPackage[]}
 * @throws Error if a package has no licence text, and the text of its licence is unknown.
 */
export function bundledPackages(metafile, projectFolder) {
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .map((folder) => readPackage(resolve(projectFolder, folder)))
    .sort((a, b) => compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`));
}

/**
 * Formats the notices: a list of the packages, then each text once with the packages that it applies to.
 * @param {readonly BundledPackage[]} packages
 */
export function formatNotices(packages) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { name, version, texts } of packages)
    for (const text of texts) byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  return [
    'This archive contains the following packages.',
    '',
    ...packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`),
    ...[...byText].flatMap(([text, names]) => ['', '='.repeat(80), ...names, '-'.repeat(80), '', text]),
    '',
  ].join('\n');
}

/**
 * @param {string} folder
 * @returns {BundledPackage}
 */
function readPackage(folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license = 'unknown' } = /** @type {Manifest} */ (manifest);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort().map((file) => readText(join(folder, file)));
  const hasLicence = files.some((file) => !/^notice/i.test(file));
  return {
    name,
    version,
    licence: license,
    texts: hasLicence ? texts : [knownText(name, license), ...texts],
  };
}

/**
 * @param {string} name
 * @param {string} licence - SPDX identifier.
 */
function knownText(name, licence) {
  const file = new URL(`${encodeURIComponent(licence)}.txt`, licenceFolder);
  if (existsSync(file)) return readText(file);
  throw new Error(
    `${name} has no licence text. Its licence is ${licence}: add the text as ${licence}.txt to packages/workspace-tools/src/licences.`,
  );
}

/** Equal texts with other line ends are one text. @param {string | URL} file */
function readText(file) {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}

/** Does not depend on the locale. @param {string} a @param {string} b */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
