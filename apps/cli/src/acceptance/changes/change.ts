import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../observation/json-value.js';
import { ChangesUnreadableError } from '../../errors.js';

/** A setting of the environment that a step changes, with what restores it. */
export type Change =
  | {
      readonly kind: 'mapping';
      readonly mappingId: string;
      /** The values before the change. */
      readonly enabled: boolean;
      readonly maximumRecordAgeSeconds: number;
    }
  | {
      readonly kind: 'read-denial';
      readonly bucket: string;
      /** The `Sid` of the statement that was added to the bucket policy. */
      readonly statementId: string;
    };

/** Describes a change for messages. */
export function describeChange(change: Change): string {
  return change.kind === 'mapping'
    ? `event source mapping ${change.mappingId} (enabled: ${change.enabled}, maximum record age: ${change.maximumRecordAgeSeconds} s)`
    : `bucket policy of ${change.bucket} (without statement ${change.statementId})`;
}

/**
 * Reads the changes that an earlier run has noted and not undone.
 *
 * @throws {@link ChangesUnreadableError} if the file is not such a note, and the file system's error if it can't be read.
 */
export async function readChanges(file: string): Promise<readonly Change[]> {
  const changes = parseChanges(await readFile(file, 'utf8'));
  if (changes !== undefined) return changes;
  throw new ChangesUnreadableError(
    `${file} is not a note of an acceptance run. Name the file that the run printed.`,
  );
}

function parseChanges(text: string): readonly Change[] | undefined {
  const document: unknown = JSON.parse(text);
  const entries = isJsonObject(document) ? document['changes'] : undefined;
  return Array.isArray(entries) && entries.every(isChange) ? entries : undefined;
}

function isChange(entry: unknown): entry is Change {
  if (!isJsonObject(entry)) return false;
  return entry['kind'] === 'mapping'
    ? hasTypes(entry, { mappingId: 'string', enabled: 'boolean', maximumRecordAgeSeconds: 'number' })
    : entry['kind'] === 'read-denial' && hasTypes(entry, { bucket: 'string', statementId: 'string' });
}

function hasTypes(entry: JsonObject, types: Readonly<Record<string, string>>): boolean {
  return Object.entries(types).every(([name, type]) => typeof entry[name] === type);
}
