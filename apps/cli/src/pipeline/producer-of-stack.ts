import {
  EnvironmentError,
  type ProducerEnvironment,
  type RecordTerminator,
  type UploadRule,
  type WireProfile,
  findUploadRule,
  parseProducerEnvironment,
  uploadRulesOf,
} from '@headwaters/pipeline-contract';
import type { Blueprint } from '@headwaters/stack-simulator';

/** What the producer of a stack makes of uploads. */
export interface ProducerOfStack {
  readonly wire: WireProfile;
  readonly recordTerminator: RecordTerminator;
  /** In order: the first that matches an upload decides. */
  readonly rules: readonly UploadRule[];
}

/** Reads the settings of the first function that uploads start; `undefined` if it is not the producer of this project. */
export function readProducer({
  functions,
  uploads,
}: Pick<Blueprint, 'functions' | 'uploads'>): ProducerOfStack | undefined {
  const plan = functions.find(({ name }) => name === uploads[0]?.functionName);
  const settings = parseEnvironment(plan?.environment ?? {});
  return (
    settings && {
      wire: settings.WIRE,
      recordTerminator: settings.RECORD_TERMINATOR,
      rules: uploadRulesOf(settings),
    }
  );
}

/**
 * Returns whether the Kinesis records of an upload say which of its bytes they carry. Not with wire `plain` and partition keys of a field,
 * which are the value of the field.
 */
export function hasOffsets({ wire, rules }: ProducerOfStack, key: string): boolean {
  return wire !== 'plain' || findUploadRule(rules, key)?.partitionStrategy !== 'field';
}

/**
 * Returns the variables that make a function use another wire; none if it is not the producer of this project. Wire `block` has no
 * `RECORD_TERMINATOR`.
 */
export function variablesForWire(
  environment: Readonly<Record<string, string>>,
  wire: WireProfile,
): Readonly<Record<string, string>> {
  if (parseEnvironment(environment) === undefined) return {};
  return { WIRE: wire, ...(wire === 'block' && { RECORD_TERMINATOR: 'keep' }) };
}

function parseEnvironment(environment: NodeJS.ProcessEnv): ProducerEnvironment | undefined {
  try {
    return parseProducerEnvironment(environment);
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined;
    throw error;
  }
}
