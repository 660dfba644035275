import type { Blueprint } from '../blueprint/blueprint.js';
import { ScriptInvalidError } from '../errors.js';
import type { ScriptStep } from './script.js';

/** The parts of a stack that a step can name. */
type Named = 'stream' | 'bucket' | 'function' | 'mapping';

/**
 * Checks that the stack has the streams, buckets, functions and mappings that a script names.
 *
 * @throws {@link ScriptInvalidError} with each unknown name, its step, and the names that exist.
 */
export function checkNames(
  steps: readonly ScriptStep[],
  {
    streams,
    buckets,
    functions,
    mappings,
    queueMappings,
  }: Pick<Blueprint, 'streams' | 'buckets' | 'functions' | 'mappings' | 'queueMappings'>,
): void {
  const known: Readonly<Record<Named, readonly string[]>> = {
    stream: streams.map(({ name }) => name),
    bucket: buckets.map(({ name }) => name),
    function: functions.map(({ name }) => name),
    mapping: [...mappings, ...queueMappings].map(({ address }) => address),
  };
  const problems = steps.flatMap((step, index) =>
    Object.entries(step).flatMap(([kind, content]: [string, unknown]) =>
      unknownNames(content, known).map(
        ([named, name]) =>
          `steps.${index}.${kind}.${named} is ${JSON.stringify(name)}, which the stack does not have ` +
          `(it has ${describe(known[named])})`,
      ),
    ),
  );
  if (problems.length > 0) throw new ScriptInvalidError(`The script is invalid: ${problems.join('; ')}.`);
}

function unknownNames(
  content: unknown,
  known: Readonly<Record<Named, readonly string[]>>,
): (readonly [Named, string])[] {
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([property, value]: [string, unknown]) => {
    const isUnknown = isNamed(property) && typeof value === 'string' && !known[property].includes(value);
    return isUnknown ? [[property, value] as const] : [];
  });
}

function isNamed(property: string): property is Named {
  return ['stream', 'bucket', 'function', 'mapping'].includes(property);
}

function describe(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
