import { decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import { summarize, type Sample } from './sample.js';

const magic = '894857420d0a1a0a';
const gzipSignature = `1f8b08040000000000ff....4857....${magic}`;

/**
 * Decodes a damaged Kinesis record. It must result in the same as the undamaged one, in a typed error or, if the signature is
 * lost, in its own bytes as a plain record.
 *
 * @throws Error if the result is anything else.
 */
export function checkMutant(mutant: Buffer, { data, expected }: Sample): void {
  try {
    const decoded = decodeRecord(mutant);
    const result = summarize(decoded);
    if (result === expected) return;
    if (decoded.profile !== 'plain' || !Buffer.from(decoded.bytes).equals(mutant))
      throw new Error(`unexpected result: ${result}`);
    if (decoded.resembles === undefined && signatureSurvives(mutant, Buffer.from(data)))
      throw new Error('a damaged record was decoded as plain');
  } catch (thrown) {
    if (!isRecordCodecError(thrown)) throw thrown;
  }
}

/** Returns whether at least three in four bytes of the sample's signature are unchanged. */
function signatureSurvives(mutant: Buffer, data: Buffer): boolean {
  const text = mutant.toString('hex');
  if (data.toString('hex', 16, 24) === magic)
    return matchingShare(text.slice(0, gzipSignature.length), gzipSignature) >= 0.75;
  if (data.toString('hex').endsWith(magic))
    return matchingShare(text.slice(0, 8) + text.slice(-16), `28b52ffd${magic}`) >= 0.75;
  return text.startsWith('f3899ac2') && mutant.length >= 20 && data.toString('hex', 0, 4) === 'f3899ac2';
}

function matchingShare(text: string, signature: string): number {
  let [compared, equal] = [0, 0];
  for (let at = 0; at < signature.length; at += 2) {
    if (signature[at] === '.') continue;
    compared++;
    if (text.slice(at, at + 2) === signature.slice(at, at + 2)) equal++;
  }
  return equal / compared;
}
