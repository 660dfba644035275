/** The name in a function's ARN, with or without a version or alias: `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:VERSION]`. */
export function functionNameOf(functionArn: string): string {
  return functionArn.split(':')[6] ?? functionArn;
}
