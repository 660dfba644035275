import { PipelineIncompleteError, RecoveryBusyError, fill } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchivePipeline, sourceOf, split } from '../support/archive-pipeline.js';
import { FakeMapping, idOf } from '../support/fake-mapping.js';

let pipeline: ArchivePipeline;
beforeEach(async () => {
  pipeline = await ArchivePipeline.start();
});
afterEach(() => pipeline.stop());

const scope = { consumer: 'second' };
const minutes = 60_000;
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');

const filled = () => pipeline.delivered.map(({ record }) => idOf(record.block));

describe('fill', () => {
  it('delivers what was published before the mapping starts, enables it, and ends without a gap', async () => {
    const point = pipeline.clock.nowMillis + 60 * minutes;
    const mapping = new FakeMapping(pipeline, 'Disabled', point);
    mapping.put(...(await pipeline.publish(sourceOf('a.txt'), lines(60), { cellBytes: 200 })));
    pipeline.clock.nowMillis = point + 30 * minutes;
    mapping.put(...(await pipeline.publish(sourceOf('b.txt'), lines(10))));
    pipeline.clock.onSleep = () => mapping.read();

    const dry = await fill(pipeline.context, scope, pipeline.options({ apply: false }));
    expect({ dry, state: mapping.state }).toEqual({
      dry: { complete: false, counts: { files: 1, filesNotArchived: 0 } },
      state: 'Disabled',
    });
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { files: 1, records: 60 } });
    expect(filled()).toEqual(['a.txt#0', 'a.txt#206', 'a.txt#406']);
    expect({ streamed: mapping.streamed, state: mapping.state }).toEqual({
      streamed: ['b.txt#0'],
      state: 'Enabled',
    });
    expect(pipeline.plan.notes).toEqual(['The mapping starts to read the stream at 2026-11-30T11:00:00Z.']);
    expect(pipeline.findings).toEqual([]);
  });

  it('says that it delivers nothing whose receipts have expired, and how to deliver that', async () => {
    new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis);
    const context = { ...pipeline.context, pipeline: { ...pipeline.context.pipeline, receiptDays: 30 } };
    await fill(context, scope, pipeline.options({ apply: false }));
    expect(pipeline.plan.notes).toContain(
      'Receipts are kept for 30 days, so nothing that was published before 2026-10-31T10:00:00Z is delivered. If the archive has ' +
        'older objects, deliver them first: replay with --until 2026-10-31T10:00:00Z.',
    );
  });

  it('overlaps around the point, with equal ids, so that records whose receipt came late are not lost', async () => {
    const point = pipeline.clock.nowMillis;
    const mapping = new FakeMapping(pipeline, 'Disabled', point);
    pipeline.clock.nowMillis += 4 * minutes;
    const blocks = await pipeline.publish(sourceOf('at-the-point.txt'), lines(10));
    mapping.put(...blocks);
    pipeline.clock.nowMillis += 60 * minutes;
    pipeline.clock.onSleep = () => mapping.read();
    // The stream is empty for the follower, so nothing makes the mapping read.
    await mapping.read();
    const result = await fill(pipeline.context, scope, pipeline.options());
    await mapping.read();
    expect(result.complete).toBe(true);
    expect({ filled: filled(), streamed: mapping.streamed }).toEqual({
      filled: blocks.map(idOf),
      streamed: blocks.map(idOf),
    });
  });

  it('waits for what is published and not archived yet', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    const [first, ...late] = split(sourceOf('late.txt'), lines(60), { cellBytes: 200 });
    if (first === undefined) throw new Error('no block');
    for (const block of [first, ...late]) await pipeline.receipt('producer', block);
    await pipeline.archive(first);
    pipeline.clock.nowMillis += 30 * minutes;
    pipeline.clock.onSleep = async () => {
      const block = late.shift();
      if (block !== undefined) await pipeline.archive(block);
    };
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { records: 60 } });
    expect(filled()).toEqual(['late.txt#0', 'late.txt#206', 'late.txt#406']);
    expect(mapping.state).toBe('Enabled');
  });

  it('leaves the mapping disabled if the archive makes no progress for 15 minutes', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    for (const block of split(sourceOf('never.txt'), lines(10))) await pipeline.receipt('producer', block);
    pipeline.clock.nowMillis += 30 * minutes;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, state: mapping.state }).toEqual({
      complete: false,
      state: 'Disabled',
    });
    expect(pipeline.findings).toMatchObject([
      { subject: 's3://source/never.txt?versionId=v1', code: 'HEADWATERS_FILL_STALLED' },
    ]);
  });

  it('leaves the mapping disabled if a block is not accepted, and goes on after it is discarded', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    const blocks = await pipeline.publish(sourceOf('a.txt'), lines(60), { cellBytes: 200 });
    pipeline.clock.nowMillis += 30 * minutes;
    pipeline.accepts = ({ offset }) => offset !== 206;
    const failed = await fill(pipeline.context, scope, pipeline.options());
    expect({ failed, state: mapping.state }).toMatchObject({
      failed: { complete: false, counts: { blocks: 1, failedFiles: 1 } },
      state: 'Disabled',
    });
    const refused = blocks.find(({ offset }) => offset === 206);
    if (refused !== undefined) await pipeline.receipt('second', { ...refused, outcome: 'discarded' });
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ result, filled: filled(), state: mapping.state }).toMatchObject({
      result: { complete: true },
      filled: ['a.txt#0', 'a.txt#406'],
      state: 'Enabled',
    });
  });

  it('goes on after it was killed, without what the consumer has', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    await pipeline.publish(sourceOf('a.txt'), lines(60), { cellBytes: 200 });
    await pipeline.publish(sourceOf('b.txt'), lines(10));
    pipeline.clock.nowMillis += 30 * minutes;
    const killed = new AbortController();
    const consume = pipeline.consume.bind(pipeline);
    pipeline.consume = async (name, records) => {
      const answer = await consume(name, records.slice(0, 2));
      killed.abort(new Error('killed'));
      throw Object.assign(new Error('killed'), { answer });
    };
    const first = fill(pipeline.context, scope, pipeline.options({ signal: killed.signal }));
    await expect(first).rejects.toThrow('killed');
    pipeline.consume = consume;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ result, filled: filled(), state: mapping.state }).toMatchObject({
      result: { complete: true, counts: { blocks: 2 } },
      filled: ['a.txt#0', 'a.txt#206', 'a.txt#406', 'b.txt#0'],
      state: 'Enabled',
    });
  });

  it('is busy while another fill of the consumer runs', async () => {
    new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    await pipeline.publish(sourceOf('a.txt'), lines(10));
    pipeline.clock.nowMillis += 30 * minutes;
    const consume = pipeline.consume.bind(pipeline);
    const others: unknown[] = [];
    pipeline.consume = async (name, records) => {
      const other = fill(pipeline.context, scope, pipeline.options());
      others.push(await other.catch((error: unknown) => error));
      return consume(name, records);
    };
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect(result.complete).toBe(true);
    expect(others).toEqual([expect.any(RecoveryBusyError)]);
  });

  it('fills the gaps of a consumer that reads the stream already, and says that order is not kept', async () => {
    new FakeMapping(pipeline, 'Enabled', pipeline.clock.nowMillis);
    await pipeline.publish(sourceOf('a.txt'), lines(10));
    pipeline.clock.nowMillis += 30 * minutes;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, filled: filled() }).toEqual({ complete: true, filled: ['a.txt#0'] });
    expect(pipeline.plan.notes).toEqual([
      expect.stringMatching(/^The consumer already reads the stream: the order/),
    ]);
  });

  it('delivers from the archive what the stream no longer has after the point', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis);
    pipeline.clock.nowMillis += 60 * minutes;
    await pipeline.publish(sourceOf('expired.txt'), lines(10));
    pipeline.clock.nowMillis += 30 * 60 * minutes;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, filled: filled(), state: mapping.state }).toEqual({
      complete: true,
      filled: ['expired.txt#0'],
      state: 'Enabled',
    });
    expect(pipeline.plan.notes[1]).toBe(
      'The stream keeps Kinesis records for 24 h, so what arrived from then until 2026-11-30T17:10:00Z is delivered from the archive as well.',
    );
  });

  it('moves the point if the stream loses what was published after it, while the archive lags', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    const [late] = split(sourceOf('late.txt'), lines(10));
    if (late === undefined) throw new Error('no block');
    await pipeline.receipt('producer', late);
    pipeline.clock.nowMillis += 60 * minutes;
    await pipeline.publish(sourceOf('after-the-point.txt'), lines(10));
    const states: string[] = [];
    pipeline.clock.onSleep = async () => {
      pipeline.clock.onSleep = undefined;
      pipeline.clock.nowMillis += 25 * 60 * minutes;
      await pipeline.archive(late);
    };
    const consume = pipeline.consume.bind(pipeline);
    pipeline.consume = (name, records) => {
      states.push(mapping.state);
      return consume(name, records);
    };
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, filled: filled(), states, state: mapping.state }).toEqual({
      complete: true,
      filled: ['late.txt#0', 'after-the-point.txt#0'],
      states: ['Disabled', 'Disabled'],
      state: 'Enabled',
    });
  });

  it('delivers from the archive what the enabled mapping does not bring: its receipt came long after the point', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    const [block] = split(sourceOf('slow.txt'), lines(10));
    if (block === undefined) throw new Error('no block');
    mapping.put(block);
    pipeline.clock.nowMillis += 15 * minutes;
    await pipeline.receipt('producer', block);
    await pipeline.archive(block);
    pipeline.clock.nowMillis += minutes;
    pipeline.clock.onSleep = () => mapping.read();
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, filled: filled(), streamed: mapping.streamed }).toEqual({
      complete: true,
      filled: ['slow.txt#0'],
      streamed: [],
    });
  });

  it('does not wait for what the stream has lost before it was archived, and leaves it out if asked', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + 47 * 60 * minutes);
    for (const block of split(sourceOf('old.txt'), lines(10))) await pipeline.receipt('producer', block);
    const since = new Date(pipeline.clock.nowMillis + 60 * minutes);
    pipeline.clock.nowMillis += 2 * 60 * minutes;
    await pipeline.publish(sourceOf('new.txt'), lines(10));
    pipeline.clock.nowMillis += 46 * 60 * minutes;
    const startMillis = pipeline.clock.nowMillis;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, filled: filled(), state: mapping.state }).toEqual({
      complete: false,
      filled: ['new.txt#0'],
      state: 'Disabled',
    });
    expect(pipeline.findings).toMatchObject([
      { subject: 's3://source/old.txt?versionId=v1', code: 'HEADWATERS_NOT_ARCHIVED' },
    ]);
    expect(pipeline.clock.nowMillis).toBe(startMillis);
    const later = await fill(pipeline.context, { ...scope, since }, pipeline.options());
    expect({ complete: later.complete, state: mapping.state }).toEqual({ complete: true, state: 'Enabled' });
  });

  it('leaves out files whose Kinesis records have no offsets: nobody can write receipts of them', async () => {
    const mapping = new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis + minutes);
    const [block] = split(sourceOf('field.txt'), lines(10));
    if (block === undefined) throw new Error('no block');
    await pipeline.receipt('producer', { ...block, wire: { profile: 'plain', hasOffsets: false } });
    pipeline.clock.nowMillis += 30 * minutes;
    const result = await fill(pipeline.context, scope, pipeline.options());
    expect({ complete: result.complete, state: mapping.state }).toEqual({ complete: true, state: 'Enabled' });
  });

  it.each([
    ['without an archive', scope, { archiveBucket: undefined, archiveConsumer: undefined }, 'no archive'],
    ['for the consumer that writes the archive', { consumer: 'archive' }, {}, 'writes the archive'],
    ['for an unknown consumer', { consumer: 'other' }, {}, 'There is no consumer "other"'],
  ])('throws %s', async (_, asked, names, message) => {
    new FakeMapping(pipeline, 'Disabled', pipeline.clock.nowMillis);
    const context = { ...pipeline.context, pipeline: { ...pipeline.context.pipeline, ...names } };
    const filling = fill(context, asked, pipeline.options());
    await expect(filling).rejects.toThrow(PipelineIncompleteError);
    await expect(fill(context, asked, pipeline.options())).rejects.toThrow(message);
  });

  it('throws for a mapping with a filter, which would not apply to the archive', async () => {
    pipeline.onCommand = () => ({ State: 'Disabled', FilterCriteria: { Filters: [{ Pattern: '{}' }] } });
    await expect(fill(pipeline.context, scope, pipeline.options())).rejects.toThrow('has a filter');
  });
});
