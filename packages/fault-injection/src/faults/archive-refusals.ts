import { archivePrefix, type ObjectVersion, parseArchiveKey } from '@headwaters/pipeline-contract';
import { type CarriedBlock, carriedBlock, decodeRecord } from '@headwaters/record-codec';
import type { PutObjectCall } from '../gateway/service-call.js';
import { type FaultState, chance } from './fault-state.js';

/**
 * A run of plain records is refused if it contains one of the refused bytes, of which each stretch of this many has at most one. So
 * a run is refused exactly if one of its records is, however it was batched.
 */
const stretchBytes = 1_536;

/**
 * Draws whether the archive refuses an object on every attempt. Keeps what it refuses in the state.
 *
 * @param identity - Identity of the call.
 */
export function drawRefusal(call: PutObjectCall, identity: string, state: FaultState): boolean {
  const name = parseArchiveKey(call.key);
  const refused =
    name?.endOffset === undefined
      ? drawBlockRefusal(call, identity, state)
      : drawByteRefusals(call.key, { start: name.offset, end: name.endOffset }, state);
  for (const each of refused) state.archiveRefused.add(each);
  return refused.length > 0;
}

function drawBlockRefusal({ body }: PutObjectCall, identity: string, { plan }: FaultState): string[] {
  if (chance(plan.seed, 'denied', identity) >= plan.faults.archiveRefused) return [];
  return [refusalIdentity(carriedBlock(decodeRecord(body), ''), body)];
}

function drawByteRefusals(
  key: string,
  range: { readonly start: number; readonly end: number },
  { plan, names }: FaultState,
): string[] {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  const object = names.identifyKey(prefix);
  const refused: string[] = [];
  for (let stretch = Math.floor(range.start / stretchBytes); stretch * stretchBytes < range.end; stretch++) {
    const position =
      stretch * stretchBytes + Math.floor(stretchBytes * chance(plan.seed, 'refused byte', object, stretch));
    const isRefused = chance(plan.seed, 'denied', object, stretch) < plan.faults.archiveRefused;
    if (isRefused && position >= range.start && position < range.end) refused.push(`${prefix}${position}`);
  }
  return refused;
}

/** Returns how {@link FaultState.archiveRefused} names a block, the data of an aggregate, or foreign data. */
export function refusalIdentity(carried: CarriedBlock | undefined, data: Buffer): string {
  return carried === undefined ? data.toString('base64') : `${carried.sourceDigest}#${carried.offset}`;
}

/** Returns whether one of the refused bytes of an object is in a range of it. */
export function hasRefusedByte(
  refused: ReadonlySet<string>,
  source: ObjectVersion,
  { offset, rawLength }: Pick<CarriedBlock, 'offset' | 'rawLength'>,
): boolean {
  const prefix = archivePrefix(source);
  return [...refused].some((each) => {
    if (!each.startsWith(prefix)) return false;
    const position = Number(each.slice(prefix.length));
    return position >= offset && position < offset + rawLength;
  });
}
