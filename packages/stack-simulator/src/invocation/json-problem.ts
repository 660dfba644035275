/** The bytes with which a JSON value can start. */
const valueStarts = new Set(Buffer.from('{["-0123456789tfn'));
const whiteSpace = new Set(Buffer.from(' \t\r\n'));

/**
 * Describes why a payload is no JSON, as Lambda does, without its bytes other than the offending one. `undefined` if it is invalid in
 * a way that no recording shows.
 *
 * Source: LocalStack's snapshots of real AWS, test_lambda_invoke_payload_encoding_error.
 */
export function describeJsonProblem(payload: Buffer): string | undefined {
  const first = payload.findIndex((byte) => !whiteSpace.has(byte));
  const start = payload[first];
  if (start === undefined) return undefined;
  if (!valueStarts.has(start)) return unexpectedCharacter(start) + place(payload, first);
  const invalid = payload.findIndex((byte) => byte >= 0x80 && byte < 0xc0);
  if (invalid < 0) return undefined;
  const byte = (payload[invalid] ?? 0).toString(16);
  // The parser has read the byte when it finds that it is none.
  return `Invalid UTF-8 start byte 0x${byte}${place(payload, invalid + 1)}`;
}

function unexpectedCharacter(byte: number): string {
  const isPrintable = byte >= 0x20 && byte < 0x7f;
  const character = isPrintable ? `'${String.fromCharCode(byte)}'` : '(CTRL-CHAR';
  const name = isPrintable ? `(${character} (code ${byte}))` : `(${character}, code ${byte}))`;
  return (
    `Unexpected character ${name}: expected a valid value ` +
    `(JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
  );
}

/** Line and column count from 1. */
function place(payload: Buffer, index: number): string {
  const before = payload.subarray(0, index);
  const line = before.filter((byte) => byte === 0x0a).length + 1;
  const column = index - before.lastIndexOf(0x0a);
  return `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
}
