import { KinesisError } from '../../errors.js';

/**
 * Lifetime of a token. Source, read 2026-11-29:
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html
 */
const maxAgeMillis = 300_000;

/** Encodes what the next page needs as the opaque string that clients send back. */
export function encodePageToken(fields: readonly unknown[], nowMillis: number): string {
  return Buffer.from(JSON.stringify([nowMillis, ...fields])).toString('base64url');
}

/**
 * Decodes a token.
 *
 * @throws {@link KinesisError} `ExpiredNextTokenException` if it is older than 5 minutes; `InvalidArgumentException` if it
 * is no token of this operation.
 */
export function decodePageToken<Token extends readonly unknown[]>(
  encoded: string,
  isToken: (fields: readonly unknown[]) => fields is Token,
  nowMillis: number,
): Token {
  const [issuedMillis, ...fields] = parse(encoded);
  if (typeof issuedMillis !== 'number' || !isToken(fields)) {
    throw new KinesisError('InvalidArgumentException', 'NextToken is not valid.');
  }
  if (nowMillis - issuedMillis <= maxAgeMillis) return fields;
  throw new KinesisError(
    'ExpiredNextTokenException',
    `NextToken expired ${maxAgeMillis} milliseconds after it was issued. Start again with the first page.`,
  );
}

function parse(encoded: string): unknown[] {
  try {
    const fields: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return Array.isArray(fields) ? fields : [];
  } catch {
    return [];
  }
}
