/** A piece of a Terraform template: literal text, or the expression between `${` and `}`. */
export type TemplatePiece = { readonly literal: string } | { readonly expression: string };

/**
 * Splits a Terraform template into literals and expressions. `$${` is a literal `${`. An expression ends at the brace that
 * matches its first one; braces in quoted strings don't count.
 *
 * Format: https://developer.hashicorp.com/terraform/language/expressions/strings
 *
 * @returns At least one piece.
 * @throws SyntaxError if an expression has no closing brace.
 */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  for (let index = 0; index < template.length;) {
    if (template.startsWith('$${', index)) {
      literal += '${';
      index += 3;
    } else if (template.startsWith('${', index)) {
      const end = findExpressionEnd(template, index + 2);
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

/** The index of the brace that closes the expression at `start`. */
function findExpressionEnd(template: string, start: number): number {
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
  throw new SyntaxError('the closing brace is missing');
}

const namePattern = /^[A-Za-z_][\w-]*/;
const indexPattern = /^\[(?:(\d+)|"([^"\\]*)")\]/;

/**
 * Splits a reference into its steps: `local.names[0]` into `local`, `names` and `0`.
 *
 * @returns `undefined` for any other expression, such as a function call, an operator or a splat.
 */
export function parseReference(expression: string): readonly string[] | undefined {
  const root = namePattern.exec(expression)?.[0];
  if (root === undefined) return undefined;
  const steps = [root];
  for (let rest = expression.slice(root.length); rest !== '';) {
    const step = readStep(rest);
    if (step === undefined) return undefined;
    steps.push(step.name);
    rest = rest.slice(step.length);
  }
  return steps;
}

/** Reads `.name`, `[0]` or `["name"]`, with the number of characters that it takes. */
function readStep(rest: string): { readonly name: string; readonly length: number } | undefined {
  const member = rest.startsWith('.') ? namePattern.exec(rest.slice(1))?.[0] : undefined;
  if (member !== undefined) return { name: member, length: member.length + 1 };
  const index = indexPattern.exec(rest);
  const name = index?.[1] ?? index?.[2];
  return index === null || name === undefined ? undefined : { name, length: index[0].length };
}
