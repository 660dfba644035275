import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocksOf, isObject, stringOf, type JsonObject } from '@headwaters/terraform-reader';
import { PlanCheckError } from '../errors.js';
import type { StackInput } from '../stack/stack-input.js';

/** A finding that is accepted, with the reason. */
export interface Suppression {
  /** Id of a check. */
  readonly rule: string;
  /** Address of a resource. Without indexes, of all of its instances. */
  readonly address: string;
  /** Why the finding is accepted; `undefined` if it is not given. */
  readonly reason: string | undefined;
  /** Where it is: a file, or the address of the resource with the comment. */
  readonly origin: string;
  readonly kind: 'file' | 'comment';
}

/** A file of suppressions beside a stack or a plan. */
const suppressionFile = 'plan-check.json';

/**
 * Reads a file of suppressions: `{"suppress": [{"rule": ..., "address": ..., "reason": ...}]}`.
 *
 * @throws {@link PlanCheckError} if it can't be read, or has another format.
 */
export function readSuppressions(file: string): Suppression[] {
  const entries = blocksOf(readObject(file), 'suppress');
  return entries.map((entry) => {
    const [rule, address] = [stringOf(entry, 'rule'), stringOf(entry, 'address')];
    if (rule === undefined || address === undefined) {
      throw new PlanCheckError(`${file} has a suppression without "rule" or "address".`);
    }
    return { rule, address, reason: reasonOf(stringOf(entry, 'reason')), origin: file, kind: 'file' };
  });
}

function readObject(file: string): JsonObject {
  try {
    const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(document) && Array.isArray(document['suppress'])) return document;
  } catch (cause) {
    throw new PlanCheckError(`${file} can't be read as JSON.`, { cause });
  }
  throw new PlanCheckError(`${file} is not a suppression file: it must have a list "suppress".`);
}

/** The suppressions of a stack: those beside it, and those in the comments of its resources. */
export function suppressionsOf({ path, stack }: StackInput): Suppression[] {
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const file = join(folder, suppressionFile);
  const comments = stack.resources.flatMap(({ address, attributes }) =>
    readComment(attributes['//']).map(({ rule, reason }) => ({
      rule,
      address,
      reason,
      origin: address,
      kind: 'comment' as const,
    })),
  );
  return [...(existsSync(file) ? readSuppressions(file) : []), ...comments];
}

interface Comment {
  readonly rule: string;
  readonly reason: string | undefined;
}

/**
 * The comment `//` of a resource in JSON: a string `plan-check: ignore RULE: REASON`, one a line; or an object with a list
 * `planCheck` of rules and reasons, beside the `metadata` that cdktf writes.
 */
function readComment(comment: unknown): Comment[] {
  if (typeof comment === 'string') {
    return [...comment.matchAll(/plan-check: ignore ([\w-]+)(?::([^\n]*))?/g)].map(
      ([, rule = '', reason]) => ({
        rule,
        reason: reasonOf(reason),
      }),
    );
  }
  return blocksOf(isObject(comment) ? comment : {}, 'planCheck').map((entry) => ({
    rule: stringOf(entry, 'rule') ?? '',
    reason: reasonOf(stringOf(entry, 'reason')),
  }));
}

function reasonOf(text: string | undefined): string | undefined {
  const reason = text?.trim();
  return reason === '' ? undefined : reason;
}
