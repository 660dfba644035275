import { compileFunction } from 'node:vm';
import { transformSync } from 'esbuild';

/** A fenced code block of a Markdown document. */
export interface MarkdownFence {
  /** First word of the info string, for example `ts`; empty if there is none. */
  readonly language: string;
  /** The rest of the info string, for example `consumer` in `ts consumer`; empty if there is none. */
  readonly name: string;
  readonly code: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
}

/** Returns the code fences of a Markdown document, in order. Indented fences are not supported. */
export function markdownFences(markdown: string): MarkdownFence[] {
  const fences = markdown.matchAll(/^(`{3,})([^\s`]*) *(.*)\n((?:.*\n)*?)\1$/gm);
  return [...fences].map(({ 2: language = '', 3: name = '', 4: code = '', index }) => ({
    language,
    name: name.trim(),
    code,
    line: markdown.slice(0, index).split('\n').length,
  }));
}

/** Returns the code of the only fence with this name. Throws if there is none, or more than one. */
export function namedFence(markdown: string, name: string): string {
  const [fence, ...others] = markdownFences(markdown).filter((candidate) => candidate.name === name);
  if (fence === undefined) throw new Error(`The document has no code fence named "${name}".`);
  if (others.length > 0)
    throw new Error(`The document has ${others.length + 1} code fences named "${name}".`);
  return fence.code;
}

/**
 * Returns the commands of a shell fence, without comments. A command that continues after a backslash becomes one line.
 *
 * A `#` in a string counts as a comment.
 */
export function shellCommands(code: string): string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

export interface RunTypeScriptOptions {
  /** The modules that the code may import, by specifier. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Values for global names, for example `console`. */
  readonly globals?: Readonly<Record<string, unknown>>;
}

/**
 * Runs TypeScript code and returns its exports. Code without exports may use `await` at the top level; the promise settles
 * when the code has finished.
 *
 * @throws if the code imports a module that is not in `modules`, and what the code throws.
 */
export async function runTypeScript(
  code: string,
  { modules = {}, globals = {} }: RunTypeScriptOptions = {},
): Promise<Record<string, unknown>> {
  const script = /^export /m.test(code) ? code : wrapInFunction(code);
  const compiled = transformSync(script, { loader: 'ts', format: 'cjs' }).code;
  const names = ['module', 'require', 'Buffer', ...Object.keys(globals)];
  const run = compileFunction(compiled, names) as (...values: unknown[]) => void;
  const module = { exports: {} as Record<string, unknown> };
  const requireModule = (specifier: string): unknown => {
    if (specifier in modules) return modules[specifier];
    throw new Error(`The code imports "${specifier}", which is not among the given modules.`);
  };
  run(module, requireModule, Buffer, ...Object.values(globals));
  const { finished, ...exports } = module.exports;
  await finished;
  return exports;
}

/** Moves the statements after the imports into an async function, because CommonJS has no top-level `await`. */
function wrapInFunction(code: string): string {
  const importStatement = /^import [^;]*;\n/gm;
  const imports = code.match(importStatement)?.join('') ?? '';
  return `${imports}export const finished = (async () => {\n${code.replace(importStatement, '')}\n})();`;
}
