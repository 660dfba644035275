import { readFile } from 'node:fs/promises';
import { OutputsInvalidError } from '../errors.js';

/** The outputs of a deployed stack. */
export interface DeployedOutputs {
  /** @throws {@link OutputsInvalidError} if the output is missing or not a string. */
  string(name: string): string;
  /** @throws {@link OutputsInvalidError} if the output is missing or not a list of strings. */
  strings(name: string): readonly string[];
  /** Returns `undefined` if there is no such output: older releases have fewer. */
  find(name: string): unknown;
}

/**
 * Reads a file with the output of `terraform output -json`.
 *
 * @throws {@link OutputsInvalidError} if it can't be read as such.
 */
export async function readDeployedOutputs(file: string): Promise<DeployedOutputs> {
  try {
    return parseDeployedOutputs(await readFile(file, 'utf8'), file);
  } catch (cause) {
    const problem = `${file} can't be read as the output of "terraform output -json": ${String(cause)}`;
    throw new OutputsInvalidError(problem, { cause });
  }
}

/**
 * Parses the output of `terraform output -json`.
 *
 * @param origin - Names the outputs in messages.
 * @throws SyntaxError or TypeError if the text is not a JSON object.
 */
export function parseDeployedOutputs(text: string, origin: string): DeployedOutputs {
  const outputs = new Map(Object.entries(JSON.parse(text) as Record<string, { readonly value?: unknown }>));
  return {
    string: (name) => {
      const value = outputs.get(name)?.value;
      if (typeof value === 'string') return value;
      throw new OutputsInvalidError(`${origin} has no output ${name}. Is it from another stack?`);
    },
    strings: (name) => {
      const value = outputs.get(name)?.value;
      if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
      throw new OutputsInvalidError(`${origin} has no list ${name}. Is it from another stack?`);
    },
    find: (name) => outputs.get(name)?.value,
  };
}
