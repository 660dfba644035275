import { KinesisError } from '../../errors.js';

/** How AWS names the type of a JSON value that is no list and no structure. */
const javaClasses: Readonly<Record<string, string>> = {
  boolean: 'java.lang.Boolean',
  string: 'java.lang.String',
  number: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
};

/**
 * The error for a value of the wrong type.
 *
 * @param expected - What AWS calls the expected type: `an Integer`, `a Blob`.
 */
export function wrongType(json: unknown, expected: string): KinesisError {
  if (typeof json === 'object') return wrongContainer(json);
  return serializationError(`class ${javaClasses[typeof json]} can not be converted to ${expected}`);
}

/** The error for a list or structure where neither, or the other one, is expected. */
export function wrongContainer(json: unknown): KinesisError {
  return serializationError(
    Array.isArray(json)
      ? 'Start of list found where not expected'
      : 'Start of structure or map found where not expected.',
  );
}

export function serializationError(message: string): KinesisError {
  return new KinesisError('SerializationException', message);
}
