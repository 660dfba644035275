import { regroupBlock } from '@headwaters/record-codec';
import { PipelineIncompleteError, RecoveryBusyError, type ReplayScope, replay } from '@headwaters/recovery';
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

  it('stops after 20 files in a row of which nothing is accepted', async () => {
    for (let file = 0; file < 25; file += 1) await pipeline.publish(sourceOf(`${file}.txt`), 'line\n');
    pipeline.accepts = () => false;
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { blocks: 0, failedFiles: 20 } });
    expect(pipeline.findings.at(-1)).toMatchObject({ subject: 'first', code: 'HEADWATERS_REPLAY_STOPPED' });
  });

  it('is not complete if the ledger does not show what the consumer acknowledged', async () => {
    const source = sourceOf('a.txt');
    const [block] = await pipeline.publish(source, lines(10));
    // A receipt from before the replay proves nothing.
    if (block !== undefined) await pipeline.receipt('first', block);
    pipeline.clock.nowMillis += 60_000;
    pipeline.writesReceipts = false;
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { blocks: 1, failedFiles: 1 } });
    expect(pipeline.findings).toMatchObject([
      { subject: 's3://source/a.txt?versionId=v1 from byte 0', code: 'HEADWATERS_NOT_IN_LEDGER' },
    ]);
  });

  it('goes on after it was killed without what is accepted since, and starts anew after it is complete', async () => {
    await pipeline.publish(sourceOf('a.txt'), lines(60), { cellBytes: 200 });
    pipeline.clock.nowMillis += 60_000;
    const consume = pipeline.consume.bind(pipeline);
    const killed = new AbortController();
    pipeline.consume = async (name, records) => {
      await consume(name, records.slice(0, 2));
      killed.abort(new Error('killed'));
      throw new Error('killed');
    };
    const first = replay(
      pipeline.context,
      { consumer: 'first' },
      pipeline.options({ signal: killed.signal }),
    );
    await expect(first).rejects.toThrow('killed');
    pipeline.consume = consume;
    pipeline.clock.nowMillis += 60_000;
    const second = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    pipeline.clock.nowMillis += 60_000;
    const third = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect([second, third]).toMatchObject([
      { complete: true, counts: { blocks: 1 } },
      { complete: true, counts: { blocks: 3 } },
    ]);
    expect(deliveredKeys()).toEqual([0, 206, 406, 0, 206, 406].map((offset) => `a.txt#${offset}`));
  });

  it('is busy while the same replay runs', async () => {
    await pipeline.publish(sourceOf('a.txt'), lines(10));
    const consume = pipeline.consume.bind(pipeline);
    const others: unknown[] = [];
    pipeline.consume = async (name, records) => {
      const other = replay(pipeline.context, { consumer: 'first' }, pipeline.options());
      others.push(await other.catch((error: unknown) => error));
      return consume(name, records);
    };
    await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(others).toEqual([expect.any(RecoveryBusyError)]);
  });

  it('selects a file, a prefix, or what was archived in a time', async () => {
    for (const key of ['a/1.txt', 'a/2.txt', 'b/3.txt']) {
      await pipeline.publish(sourceOf(key), 'line\n');
      pipeline.clock.nowMillis += 60_000;
    }
    const at = (time: string) => new Date(`2026-11-30T${time}Z`);
    const keysOf = async (scope: Partial<ReplayScope>) => {
      pipeline.delivered.length = 0;
      await replay(pipeline.context, { consumer: 'first', ...scope }, pipeline.options());
      return pipeline.delivered.map(({ record }) => record.block.source.key).sort();
    };
    expect(await keysOf({ source: sourceOf('a/2.txt') })).toEqual(['a/2.txt']);
    expect(await keysOf({ prefix: 'a/' })).toEqual(['a/1.txt', 'a/2.txt']);
    expect(await keysOf({ since: at('10:01:00') })).toEqual(['a/2.txt', 'b/3.txt']);
    expect(await keysOf({ since: at('10:01:00'), until: at('10:02:00') })).toEqual(['a/2.txt']);
  });

  it('is not complete for a file of which some is published and not archived', async () => {
    const source = sourceOf('a.txt');
    const [first, ...others] = split(source, lines(60), { cellBytes: 200 });
    for (const block of others) await pipeline.receipt('producer', block);
    if (first !== undefined) await pipeline.archive(first);
    const result = await replay(pipeline.context, { consumer: 'first', source }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { blocks: 1, failedFiles: 0 } });
    expect(pipeline.findings).toMatchObject([
      {
        code: 'HEADWATERS_NOT_ARCHIVED',
        message: '264 bytes of it are published, but not in the archive: see its trace.',
      },
    ]);
  });

  it('reports a file of which nothing is archived', async () => {
    const source = sourceOf('none.txt');
    const result = await replay(pipeline.context, { consumer: 'first', source }, pipeline.options());
    expect(result.complete).toBe(false);
    expect(pipeline.findings).toMatchObject([{ code: 'HEADWATERS_NOT_ARCHIVED' }]);
  });

  it('delivers a file whose key is too long for the path of the archive', async () => {
    const source = sourceOf(`${'long/'.repeat(200)}a.txt`);
    await pipeline.publish(source, lines(10));
    pipeline.clock.nowMillis += 60_000;
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { records: 10 } });
  });

  it('reports an archived object that is damaged, and goes on with other files', async () => {
    await pipeline.publish(sourceOf('a.txt'), lines(10));
    await pipeline.publish(sourceOf('b.txt'), lines(10));
    await pipeline.put('archive', 'source/a.txt/v1/00000000000000000000.gz', 'damaged');
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { files: 1, failedFiles: 1 } });
    expect(pipeline.findings).toMatchObject([{ code: 'HEADWATERS_ARCHIVE_UNREADABLE' }]);
  });

  it('counts the foreign records of the archive, and does not deliver them', async () => {
    await pipeline.put('archive', '+records/stream/shardId-000000000000/1-0123456789abcdef', 'foreign');
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { blocks: 0 } });
    expect(pipeline.plan.notes).toEqual([
      '1 archived foreign records are not delivered: they belong to no upload.',
    ]);
  });

  it('throws for a mapping with a filter, which would not apply to the archive', async () => {
    pipeline.onCommand = () => ({ State: 'Enabled', FilterCriteria: { Filters: [{ Pattern: '{}' }] } });
    const replaying = replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    await expect(replaying).rejects.toThrow(PipelineIncompleteError);
  });
});
