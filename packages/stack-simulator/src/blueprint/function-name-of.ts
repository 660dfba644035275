/** The name in what Terraform calls a function's name: the name itself, or an ARN, with or without a qualifier. */
export function functionNameOf(nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn.split(':')[0] ?? nameOrArn;
  return nameOrArn.split(':')[6] ?? nameOrArn;
}
