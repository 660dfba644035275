/** A piece of a Terraform template: literal text, or the expression between `${` and `}`. */
type TemplatePiece = { readonly literal: string } | { readonly expression: string };

/**
 * Cuts a Terraform template into literal text and expressions. `$${` is a literal `${`. Braces and quoted strings inside
 * an expression are followed, so that `${f("}")}` is one expression.
 *
 * @throws SyntaxError if an expression does not end.
 */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  for (let index = 0; index < template.length;) {
    if (template.startsWith('$${', index)) {
      literal += '${';
      index += 3;
    } else if (template.startsWith('${', index)) {
      const end = expressionEnd(template, index + 2);
      if (literal !== '') pieces.push({ literal });
      literal = '';
      pieces.push({ expression: template.slice(index + 2, end).trim() });
      index = end + 1;
    } else {
      literal += template.charAt(index);
      index += 1;
    }
  }
  if (literal !== '' || pieces.length === 0) pieces.push({ literal });
  return pieces;
}

/** The index of the brace that closes the expression starting at `start`. */
function expressionEnd(template: string, start: number): number {
  let depth = 1;
  let quoted = false;
  for (let index = start; index < template.length; index += 1) {
    const character = template.charAt(index);
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') depth -= 1;
    if (depth === 0) return index;
  }
  throw new SyntaxError('the expression does not end');
}

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
