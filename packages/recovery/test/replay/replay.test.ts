import { regroupBlock } from '@headwaters/record-codec';
import { replay } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchivePipeline, sourceOf, split } from '../support/archive-pipeline.js';

let pipeline: ArchivePipeline;
beforeEach(async () => {
  pipeline = await ArchivePipeline.start();
});
afterEach(() => pipeline.stop());

const lines = (count: number, start = 0) =>
  Array.from({ length: count }, (_, index) => `line ${start + index}\n`).join('');

const deliveredKeys = () =>
  pipeline.delivered.map(({ record: { block } }) => `${block.source.key}#${block.offset}`);

describe('replay', () => {
  it('plans counts, bytes and cost, and delivers nothing without apply', async () => {
    await pipeline.publish(sourceOf('a.txt'), lines(100), { cellBytes: 200 });
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options({ apply: false }));
    expect(result).toEqual({ complete: false, counts: { files: 1, blocks: 4 } });
    expect(pipeline.plan).toMatchObject({ counts: { files: 1, blocks: 4 }, notes: [] });
    expect([pipeline.plan.bytes, pipeline.plan.cost.dollars].filter((value) => !(value > 0))).toEqual([]);
    expect(pipeline.delivered).toEqual([]);
  });

  it('delivers archived blocks byte for byte, each file in offset order, and the ledger shows them accepted', async () => {
    const [a, b] = [sourceOf('a.txt'), sourceOf('folder/b.txt')];
    const blocks = [
      ...(await pipeline.publish(a, lines(100), { cellBytes: 200 })),
      ...(await pipeline.publish(b, lines(50), { cellBytes: 200 })),
    ];
    pipeline.clock.nowMillis += 60_000;
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { files: 2, records: 150, failedFiles: 0 } });
    expect(pipeline.delivered.map(({ record }) => record.block)).toEqual(blocks);
    expect(pipeline.events).toEqual([
      { functionName: 'first-function', recordCount: blocks.length, kind: 'replay' },
    ]);
    expect(pipeline.findings).toEqual([]);
  });

  it('delivers the parts of a divided range, and a reference without its record', async () => {
    const source = sourceOf('parts.txt');
    const [block] = split(source, lines(40));
    if (block === undefined) throw new Error('no block');
    const keyOf = (record: Uint8Array) => Buffer.from(record).toString();
    const parts = regroupBlock(block, { keyOf, slotCount: 4 });
    for (const part of parts) await pipeline.archive(part);
    const reference = {
      ...{ ...block, offset: block.rawLength, rawLength: 2_000_000, recordCount: 1, lineNumber: 41 },
      ...{ isReference: true, referenceCrc32: 7, bytes: Buffer.alloc(0) },
    };
    await pipeline.archive(reference);
    await pipeline.put('archive', 'source/parts.txt/v1/00000000000000000400.record.gz', 'not read');
    const result = await replay(pipeline.context, { consumer: 'first', source }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { blocks: parts.length + 1 } });
    expect(
      pipeline.delivered.map(
        ({
          record: {
            block: { part, isReference },
          },
        }) => [part?.index, isReference],
      ),
    ).toEqual([...parts.map(({ part }) => [part?.index, false]), [undefined, true]]);
  });

  it('skips the rest of a file after a block that is not accepted, and goes on with the others', async () => {
    await pipeline.publish(sourceOf('a.txt'), lines(100), { cellBytes: 200 });
    await pipeline.publish(sourceOf('b.txt'), lines(10));
    pipeline.accepts = ({ source, offset }) => source.key !== 'a.txt' || offset < 390;
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { blocks: 3, failedFiles: 1 } });
    expect(deliveredKeys()).toEqual(['a.txt#0', 'a.txt#206', 'b.txt#0']);
    expect(pipeline.findings).toEqual([
      {
        type: 'finding',
        subject: 's3://source/a.txt?versionId=v1 from byte 406',
        code: 'SINK_REFUSED',
        message: 'no',
      },
    ]);
  });
});
