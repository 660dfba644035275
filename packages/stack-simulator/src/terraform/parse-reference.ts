const namePattern = /^[A-Za-z_][\w-]*/;
const indexPattern = /^\[(?:(\d+)|"([^"\\]*)")\]/;

/**
 * Reads a reference such as `aws_s3_bucket.source.arn` or `local.names[0]` as its steps, or gives `undefined` where the
 * expression is anything else (a function, an operator, a splat).
 */
export function parseReference(expression: string): readonly string[] | undefined {
  const root = namePattern.exec(expression)?.[0];
  if (root === undefined) return undefined;
  const steps = [root];
  for (let rest = expression.slice(root.length); rest !== '';) {
    const step = nextStep(rest);
    if (step === undefined) return undefined;
    steps.push(step.name);
    rest = rest.slice(step.length);
  }
  return steps;
}

function nextStep(rest: string): { readonly name: string; readonly length: number } | undefined {
  const member = rest.startsWith('.') ? namePattern.exec(rest.slice(1))?.[0] : undefined;
  if (member !== undefined) return { name: member, length: member.length + 1 };
  const index = indexPattern.exec(rest);
  const name = index?.[1] ?? index?.[2];
  return index === null || name === undefined ? undefined : { name, length: index[0].length };
}
