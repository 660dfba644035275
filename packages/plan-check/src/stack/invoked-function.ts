import { parseFunctionReference } from '@headwaters/pipeline-contract';
import { stringOf, withoutIndexes, type TerraformResource } from '@headwaters/terraform-reader';
import { refersTo, type TerraformStack } from './terraform-stack.js';

/** A function, and the version or alias of it, that something invokes or configures. */
export interface InvokedFunction {
  readonly lambda: TerraformResource;
  /**
   * The name of an alias, a version number, or {@link publishedVersion}; `undefined` for the function itself, which is `$LATEST`.
   * {@link unknownQualifier} if the value is an expression that the stack does not resolve.
   */
  readonly qualifier: string | undefined;
}

/** The version that a function publishes, `${aws_lambda_function.NAME.version}`: its number is known only after apply. */
const publishedVersion = 'the published version';
const unknownQualifier = 'an unknown version';

/** Finds the function, version or alias that a value names: an ARN, a name or a reference. */
export function findInvoked(stack: TerraformStack, value: string | undefined): InvokedFunction | undefined {
  if (value === undefined) return undefined;
  const alias = stack
    .resourcesOfType('aws_lambda_alias')
    .find((candidate) => isReference(value, candidate) || stringOf(candidate.attributes, 'arn') === value);
  if (alias !== undefined) {
    const owner = stack.findReferenced('aws_lambda_function', stringOf(alias.attributes, 'function_name'));
    return owner && { lambda: owner, qualifier: aliasName(alias) };
  }
  const lambda = stack.findReferenced('aws_lambda_function', value);
  if (lambda !== undefined) {
    return { lambda, qualifier: /\.qualified_(invoke_)?arn\}$/.test(value) ? publishedVersion : undefined };
  }
  return findQualified(stack, value);
}

/** Finds the function of an ARN or name with a version or alias, `...:NAME:live` or `${...}:live`. */
function findQualified(stack: TerraformStack, value: string): InvokedFunction | undefined {
  const [, reference, suffix] = /^(\$\{[^}]*\}):(.+)$/.exec(value) ?? [];
  const { name, qualifier } =
    reference === undefined && !value.startsWith('${')
      ? parseFunctionReference(value)
      : { name: reference, qualifier: suffix };
  if (qualifier === undefined) return undefined;
  const lambda = stack.findReferenced('aws_lambda_function', name);
  return lambda && { lambda, qualifier: readQualifier(stack, qualifier) };
}

/**
 * Finds the function, version or alias that a permission or an invoke configuration is for, by `function_name` and `qualifier`.
 */
export function findConfigured(
  stack: TerraformStack,
  { attributes }: TerraformResource,
): InvokedFunction | undefined {
  const named = findInvoked(stack, stringOf(attributes, 'function_name'));
  const qualifier = stringOf(attributes, 'qualifier');
  if (named === undefined || qualifier === undefined || qualifier === '') return named;
  return { lambda: named.lambda, qualifier: readQualifier(stack, qualifier) };
}

function readQualifier(stack: TerraformStack, value: string): string | undefined {
  if (!value.startsWith('${')) return normalize(value);
  const alias = stack.resourcesOfType('aws_lambda_alias').find((candidate) => isReference(value, candidate));
  if (alias !== undefined) return aliasName(alias);
  return /^\$\{.*aws_lambda_function\..*\.version\}$/.test(value) ? publishedVersion : unknownQualifier;
}

/** Settings for `$LATEST` are those of the function itself. */
function normalize(qualifier: string): string | undefined {
  return qualifier === '$LATEST' ? undefined : qualifier;
}

function aliasName(alias: TerraformResource): string {
  return stringOf(alias.attributes, 'name') ?? withoutIndexes(alias.address);
}

function isReference(value: string, resource: TerraformResource): boolean {
  return value.startsWith('${') && refersTo(value, resource);
}

/** Whether two values name the same version or alias of the same function. An unknown one may be any. */
export function isSameTarget(one: InvokedFunction, other: InvokedFunction): boolean {
  const qualifiers = [one.qualifier, other.qualifier];
  return (
    one.lambda === other.lambda &&
    (one.qualifier === other.qualifier || qualifiers.includes(unknownQualifier))
  );
}

/** Describes what is invoked: `the alias live`, `the published version`, `the function itself`. */
export function describeQualifier({ qualifier }: InvokedFunction): string {
  if (qualifier === undefined) return 'the function itself';
  if (qualifier === publishedVersion || qualifier === unknownQualifier) return qualifier;
  return `${/^\d+$/.test(qualifier) ? 'version' : 'the alias'} ${qualifier}`;
}
