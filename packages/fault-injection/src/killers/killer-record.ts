import { type Block, encodeBlock } from '@headwaters/record-codec';

/** How a record ends the process that decodes it. */
export type KillerKind = 'exit' | 'memory' | 'loop';

const killerPrefix = 'headwaters fault: end the process by ';

/** Returns the record that ends the process of a function, without a newline. */
export function killerLine(kind: KillerKind): Buffer {
  return Buffer.from(killerPrefix + kind);
}

/** Whether the uncompressed bytes of a block contain a killer. */
export function containsKiller(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(killerPrefix);
}

/**
 * Creates a Kinesis record of another client: a valid block whose only record is a killer.
 *
 * @param name - Key of the object that the block names.
 */
export function createKillerBlock(kind: KillerKind, name: string): Buffer {
  const bytes = Buffer.concat([killerLine(kind), Buffer.from('\n')]);
  const block: Block = {
    source: { bucket: 'stranger', key: name, versionId: 'stranger' },
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: bytes.length,
    isLast: true,
    isReference: false,
    bytes,
  };
  return Buffer.from(encodeBlock(block, { compression: 'gzip' }));
}

/** Start of the line that a process writes before it ends. The kind and the process id follow. */
const killedLine = 'headwaters fault: killer ';

/** A process that decompressed a killer. */
interface KilledProcess {
  readonly kind: KillerKind;
  readonly pid: number;
}

/** Reads which process decompressed a killer from a line of its log. Undefined for any other line. */
export function readKilledProcess(line: string): KilledProcess | undefined {
  if (!line.startsWith(killedLine)) return undefined;
  const [kind, pid] = line.slice(killedLine.length).split(' ');
  return { kind: kind as KillerKind, pid: Number(pid) };
}

/**
 * Source of a CommonJS module that ends the process that preloads it (`node --require`) when a block with a killer is
 * decompressed: by an exit, by an allocation beyond its memory, or by an endless loop. It writes a line before.
 */
export const killerModuleSource = `'use strict';
const { writeSync } = require('node:fs');
const zlib = require('node:zlib');
const prefix = ${JSON.stringify(killerPrefix)};
const endings = {
  exit: () => process.exit(1),
  memory: () => {
    for (const held = []; ; ) held.push(new Array(10_000_000).fill(0));
  },
  loop: () => {
    for (;;);
  },
};
for (const name of ['inflateRawSync', 'zstdDecompressSync']) {
  const decompress = zlib[name];
  if (decompress === undefined) continue;
  zlib[name] = (...parameters) => {
    const bytes = decompress(...parameters);
    const at = bytes.indexOf(prefix);
    if (at === -1) return bytes;
    const [kind] = /^[a-z]+/.exec(bytes.toString('latin1', at + prefix.length));
    writeSync(1, ${JSON.stringify(`\n${killedLine}`)} + kind + ' ' + process.pid + '\\n');
    endings[kind]();
  };
}
`;
