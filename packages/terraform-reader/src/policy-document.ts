import { blocksOf, parseJsonObject, type JsonObject } from './json-object.js';
import { stringOf, stringsOf } from './known-values.js';

/**
 * The JSON policy that a data source `aws_iam_policy_document` has in its attribute `json`.
 *
 * Source: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document (read 2026-11-29).
 *
 * @param attributes - The declared attributes. Expressions in them stay unchanged.
 * @returns `undefined` if a document that it includes (`source_policy_documents`, `override_policy_documents`) is not JSON,
 * such as an expression.
 */
export function toPolicyJson(attributes: JsonObject): JsonObject | undefined {
  const sources = readDocuments(attributes, 'source_policy_documents');
  const overrides = readDocuments(attributes, 'override_policy_documents');
  if (sources === undefined || overrides === undefined) return undefined;
  const own = blocksOf(attributes, 'statement').map(toStatement);
  const statements = overrides.flat().reduce(replaceBySid, [...sources.flat(), ...own]);
  return { Version: stringOf(attributes, 'version') ?? '2012-10-17', Statement: statements };
}

/** The statements of each included document; `undefined` if one can't be read. */
function readDocuments(attributes: JsonObject, name: string): JsonObject[][] | undefined {
  const documents = stringsOf(attributes, name).map((text) => parseJsonObject(text));
  const known = documents.filter((document) => document !== undefined);
  if (known.length < documents.length) return undefined;
  return known.map((document) => blocksOf(document, 'Statement'));
}

/** A statement that overrides replaces the one with the same `Sid`; without one, it is appended. */
function replaceBySid(statements: JsonObject[], statement: JsonObject): JsonObject[] {
  const sid = stringOf(statement, 'Sid');
  const index = sid === undefined ? -1 : statements.findIndex((each) => stringOf(each, 'Sid') === sid);
  return index < 0 ? [...statements, statement] : statements.with(index, statement);
}

function toStatement(block: JsonObject): JsonObject {
  const sid = stringOf(block, 'sid');
  return {
    ...(sid !== undefined && { Sid: sid }),
    Effect: stringOf(block, 'effect') ?? 'Allow',
    ...listMember('Action', stringsOf(block, 'actions')),
    ...listMember('NotAction', stringsOf(block, 'not_actions')),
    ...listMember('Resource', stringsOf(block, 'resources')),
    ...listMember('NotResource', stringsOf(block, 'not_resources')),
    ...principalMember('Principal', blocksOf(block, 'principals')),
    ...principalMember('NotPrincipal', blocksOf(block, 'not_principals')),
    ...conditionMember(blocksOf(block, 'condition')),
  };
}

function listMember(name: string, values: readonly string[]): JsonObject {
  return values.length === 0 ? {} : { [name]: values };
}

function principalMember(name: string, blocks: readonly JsonObject[]): JsonObject {
  if (blocks.length === 0) return {};
  if (blocks.some((block) => stringOf(block, 'type') === '*')) return { [name]: '*' };
  return { [name]: Object.fromEntries(groupValues(blocks, 'type', 'identifiers')) };
}

/** The conditions by operator and key. Blocks for the same operator and key share one list of values. */
function conditionMember(blocks: readonly JsonObject[]): JsonObject {
  if (blocks.length === 0) return {};
  const operators = new Set(blocks.map((block) => stringOf(block, 'test') ?? ''));
  const members = [...operators].map((operator) => {
    const same = blocks.filter((block) => (stringOf(block, 'test') ?? '') === operator);
    return [operator, Object.fromEntries(groupValues(same, 'variable', 'values'))];
  });
  return { Condition: Object.fromEntries(members) as JsonObject };
}

/** The values of blocks with the same name, joined, by name. */
function groupValues(blocks: readonly JsonObject[], nameOf: string, valuesOf: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const block of blocks) {
    const name = stringOf(block, nameOf) ?? '';
    groups.set(name, [...(groups.get(name) ?? []), ...stringsOf(block, valuesOf)]);
  }
  return groups;
}
