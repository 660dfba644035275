/**
 * Returns the name of a Lambda function.
 *
 * @param functionReference - A name or an ARN, each with or without a version or alias: `NAME[:QUALIFIER]` or
 *   `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`.
 */
export function functionNameOfArn(functionReference: string): string {
  const position = functionReference.startsWith('arn:') ? 6 : 0;
  return functionReference.split(':')[position] ?? functionReference;
}
