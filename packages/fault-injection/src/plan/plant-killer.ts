import type { WireProfile } from '@headwaters/pipeline-contract';
import type { RandomSource } from '@headwaters/test-kit';
import { type KillerKind, createKillerBlock, killerLine } from '../killers/killer-record.js';
import type { FilePlan, ForeignRecordPlan } from './seed-plan.js';

/** What a seed uploads and puts on the stream, with a killer in one of both. */
export interface PlantedKiller {
  readonly kind: KillerKind;
  readonly files: readonly FilePlan[];
  readonly foreignRecords: readonly ForeignRecordPlan[];
}

const newline = 10;

/**
 * Plants a record that ends the process of its consumer: as a line of a file if there is a suitable one, or as a foreign record. Only
 * blocks are decompressed, so files have it with the wire `block` only.
 */
export function plantKiller(
  random: RandomSource,
  { files, foreignRecords }: Pick<PlantedKiller, 'files' | 'foreignRecords'>,
  wire: WireProfile,
): PlantedKiller {
  const kind = random.pick(['exit', 'loop', 'memory'] as const);
  const host = files.find(isSuitable);
  const position = random.fraction();
  if (random.fraction() < 0.5 && host !== undefined && wire === 'block') {
    const content = insertLine(host.content, killerLine(kind), position);
    const planted = { ...host, content, stored: content };
    return { kind, files: files.map((file) => (file === host ? planted : file)), foreignRecords };
  }
  const killer = {
    partitionKey: 'stranger killer',
    data: createKillerBlock(kind, 'killer'),
    kind: 'killer',
  } as const;
  return { kind, files, foreignRecords: [...foreignRecords, killer] };
}

/** A file that is published unchanged. Files of 1 MiB and more are published as references, which no consumer decompresses. */
function isSuitable({ content, stored, objectChange }: FilePlan): boolean {
  return stored === content && content.length < 1_000_000 && objectChange === 'none';
}

/** @param position - From 0 (before the first line) to 1 (after the last one). */
function insertLine(content: Buffer, line: Buffer, position: number): Buffer {
  const end = content.indexOf(newline, Math.floor(position * content.length));
  const at = end === -1 ? 0 : end + 1;
  return Buffer.concat([content.subarray(0, at), line, Buffer.from('\n'), content.subarray(at)]);
}
