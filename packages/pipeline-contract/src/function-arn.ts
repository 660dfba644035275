/** A Lambda function and, if there is one, the version or alias that a reference to it names. */
export interface FunctionReference {
  readonly name: string;
  /** A version number, an alias or `$LATEST`; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
}

/**
 * Splits a reference to a Lambda function into name and qualifier.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, FunctionName (read 2026-11-23).
 *
 * @param functionReference - A name, a partial ARN or an ARN, each with or without a version or alias: `NAME[:QUALIFIER]`,
 *   `ACCOUNT:function:NAME[:QUALIFIER]` or `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`.
 */
export function parseFunctionReference(functionReference: string): FunctionReference {
  const parts = functionReference.split(':');
  const position = positionOfName(parts);
  return { name: parts[position] ?? functionReference, qualifier: parts[position + 1] };
}

function positionOfName([first = '', second]: readonly string[]): number {
  if (first === 'arn') return 6;
  return /^\d{12}$/.test(first) && second === 'function' ? 2 : 0;
}

/**
 * Returns the name of a Lambda function, without a version or alias.
 *
 * @param functionReference - As for {@link parseFunctionReference}.
 */
export function functionNameOfArn(functionReference: string): string {
  return parseFunctionReference(functionReference).name;
}
