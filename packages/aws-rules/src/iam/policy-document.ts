/** A policy, checked and with every element as a list. */
export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly PolicyStatement[];
}

/** A statement of a {@link PolicyDocument}. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Element;
  /** `undefined` if the policy is of a role's trust, which has no resource. */
  readonly resources: Element | undefined;
  /** `undefined` if the policy is attached to a principal. */
  readonly principals: PrincipalElement | undefined;
  readonly conditions: readonly ConditionElement[];
}

/** An element, or its opposite such as `NotAction`. */
interface Element {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly isNegated: boolean;
  readonly names: readonly PrincipalName[];
}

interface PrincipalName {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`; `*` for everyone. */
  readonly kind: string;
  readonly name: string;
}

/** One key of one operator in `Condition`. */
export interface ConditionElement {
  /** Such as `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A policy as JSON that is parsed, or `'unknown'` if its content is unknown before a deployment. */
export type PolicyInput = object | 'unknown';

/**
 * Reads a policy. Its strings may contain {@link unknownText}.
 *
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.
 *
 * @returns `unknown` also if AWS would refuse the policy: this package does not decide what a malformed policy allows.
 */
export function parsePolicyDocument(policy: PolicyInput): PolicyDocument | 'unknown' {
  if (!isRecord(policy)) return 'unknown';
  const statements = listOf(policy['Statement']).map(parseStatement);
  const known = statements.filter((statement) => statement !== undefined);
  if (known.length < statements.length || statements.length === 0) return 'unknown';
  // Without a version, a policy has the one before policy variables.
  return { version: stringsIn(policy['Version'])[0] ?? '2008-10-17', statements: known };
}

function parseStatement(statement: unknown): PolicyStatement | undefined {
  if (!isRecord(statement)) return undefined;
  const effect = statement['Effect'];
  const actions = parseElement(statement, 'Action');
  if ((effect !== 'Allow' && effect !== 'Deny') || actions === undefined) return undefined;
  const conditions = parseConditions(statement['Condition']);
  if (conditions === undefined || !hasKnownPrincipals(statement)) return undefined;
  return {
    effect,
    actions,
    resources: parseElement(statement, 'Resource'),
    principals: parsePrincipals(statement),
    conditions,
  };
}

function parseElement(statement: JsonRecord, name: 'Action' | 'Resource'): Element | undefined {
  const isNegated = `Not${name}` in statement;
  const patterns = stringsIn(statement[isNegated ? `Not${name}` : name]);
  return patterns.length === 0 ? undefined : { isNegated, patterns };
}

function parsePrincipals(statement: JsonRecord): PrincipalElement | undefined {
  const isNegated = 'NotPrincipal' in statement;
  const element = statement[isNegated ? 'NotPrincipal' : 'Principal'];
  if (element === undefined) return undefined;
  const names = isRecord(element)
    ? Object.entries(element).flatMap(([kind, value]) => stringsIn(value).map((name) => ({ kind, name })))
    : stringsIn(element).map((name) => ({ kind: '*', name }));
  return { isNegated, names };
}

/** An expression in place of the element, as `Principal = var.readers`, says nothing about who is meant. */
function hasKnownPrincipals(statement: JsonRecord): boolean {
  return ['Principal', 'NotPrincipal'].every(
    (name) => [undefined, '*'].includes(statement[name] as string | undefined) || isRecord(statement[name]),
  );
}

/** @returns `undefined` if it is no condition, such as an expression. */
function parseConditions(condition: unknown): ConditionElement[] | undefined {
  if (condition === undefined) return [];
  if (!isRecord(condition) || !Object.values(condition).every(isRecord)) return undefined;
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys as JsonRecord).map(([key, values]) => ({ operator, key, values: stringsIn(values) })),
  );
}

type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** The strings of an element. Conditions may have numbers and booleans without quotes. */
function stringsIn(value: unknown): string[] {
  return listOf(value)
    .filter((item) => ['string', 'number', 'boolean'].includes(typeof item))
    .map(String);
}
