import {
  type BlockCompression,
  BlockSplitter,
  blockId,
  encodeBlock,
  putPayloadUnitBytes,
} from '@headwaters/record-codec';
import { logLines } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import { source } from './support/blocks.js';
import { itWithZstd } from './support/it-with-zstd.js';

const lineCount = 50_000;

/** Blocks are compressed separately, so the units grow with the number of lines. */
describe('50,000 log lines of 200 bytes', () => {
  itWithZstd('cost at most 130 PUT payload units with zstd', () => {
    expect(payloadUnits('zstd')).toBeLessThanOrEqual(130);
  });

  it('cost at most 145 PUT payload units with gzip', () => {
    expect(payloadUnits('gzip')).toBeLessThanOrEqual(145);
  });
});

function payloadUnits(compression: BlockCompression): number {
  const splitter = new BlockSplitter({ source });
  const unitsOf = (block: Parameters<typeof encodeBlock>[0]) =>
    Math.ceil(
      (encodeBlock(block, { compression }).length + Buffer.byteLength(blockId(block))) / putPayloadUnitBytes,
    );
  let units = 0;
  for (const chunk of logLines(lineCount)) for (const block of splitter.push(chunk)) units += unitsOf(block);
  for (const block of splitter.end()) units += unitsOf(block);
  return units;
}
