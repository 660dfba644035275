import { type Block, encodeBlock } from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/test-kit';
import type { ForeignRecordPlan } from './seed-plan.js';

// The string literals in this file are part of the plan: partition keys select shards, and lengths determine draws.

/**
 * Draws a Kinesis record of another client: plain bytes, which consumers accept, or poison.
 *
 * @param name - Part of the partition key and the data that makes both unique in the seed.
 */
export function drawForeignRecord(random: RandomSource, name: string): ForeignRecordPlan {
  const partitionKey = `stranger ${name}`;
  if (random.fraction() >= 0.3) return drawPoison(random, { name, partitionKey });
  return { partitionKey, data: Buffer.from(`plain record ${name}`), kind: 'plain' };
}

/** Length of a gzip trailer (CRC-32 and size), in bytes. The block's metadata repeat both values. */
const trailerBytes = 8;

/**
 * Draws a poison record, which no retry can process: a damaged block, or a reference to an object that does not exist.
 *
 * @param options.name - Part of the data that makes it unique in the seed.
 */
export function drawPoison(
  random: RandomSource,
  { name, partitionKey }: { readonly name: string; readonly partitionKey: string },
): ForeignRecordPlan {
  if (random.fraction() < 0.5) return { partitionKey, data: encode(createReference(name)), kind: 'refused' };
  return { partitionKey, data: damageBlock(random, encode(createBlock(name))), kind: 'undecodable' };
}

function encode(block: Block): Buffer {
  return Buffer.from(encodeBlock(block, { compression: 'gzip' }));
}

function createBlock(name: string): Block {
  const bytes = Buffer.from(`${'a line of a block that does not arrive whole '.repeat(9)}\n`);
  return {
    source: { bucket: 'stranger', key: name, versionId: 'stranger' },
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: bytes.length,
    isLast: true,
    isReference: false,
    bytes,
  };
}

/** A reference to a bucket that does not exist. */
function createReference(name: string): Block {
  return { ...createBlock(name), isReference: true, referenceCrc32: 0, bytes: Buffer.alloc(0) };
}

/** Truncates a block, or changes one of its compressed bytes; not the last one, which may contain unused bits. */
function damageBlock(random: RandomSource, block: Buffer): Buffer {
  if (random.fraction() < 0.5) return block.subarray(0, block.length - 1 - random.below(trailerBytes));
  const at = block.length - trailerBytes - 2 - random.below(20);
  block.writeUInt8(block.readUInt8(at) ^ (1 + random.below(255)), at);
  return block;
}
