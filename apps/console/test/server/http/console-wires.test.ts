import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureContent } from '../../../src/contract/failure.js';
import type { RecordPage } from '../../../src/contract/record.js';
import { type RunningConsole, startRunningConsole } from '../support/running-console.js';

/** Three blocks in cells of 16 bytes: two lines, one line, one line. */
const text = 'first line\nsecond line\nthird line\nfourth line\n';

describe('the API of the console, on other wires', () => {
  let running: RunningConsole;
  beforeEach(async () => {
    running = await startRunningConsole();
  });
  afterEach(() => running.stop());

  const upload = (key: string) =>
    running.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: key, Body: text }));

  it.each([
    [
      'kpl',
      3,
      [
        [34, 'a.txt', 4],
        [23, 'a.txt', 3],
        [0, 'a.txt', 1],
      ],
    ],
    [
      'plain',
      4,
      [
        [34, 'a.txt', undefined],
        [23, 'a.txt', undefined],
        [11, 'a.txt', undefined],
        [0, 'a.txt', undefined],
      ],
    ],
  ] as const)(
    'follows a file on the wire %s, and decodes its Kinesis records',
    async (wire, count, ranges) => {
      running.functions.wire = wire;
      await upload('a.txt');
      const [file] = await running.waitForFeed('files', ([file]) =>
        Boolean(file?.consumers.every(({ state }) => state === 'complete')),
      );
      expect(file?.consumers.map(({ gaps }) => gaps)).toEqual([[], []]);
      const shard = '/api/shards/shardId-000000000000/records';
      const { records } = JSON.parse((await running.request(shard)).text) as RecordPage;
      expect(records).toHaveLength(count);
      const described = records.map(({ content }) =>
        content.profile === 'damaged'
          ? content
          : [content.range?.offset, content.range?.key, content.range?.lineNumber],
      );
      expect(described).toEqual(ranges);
      const sequenceNumber = records.at(-1)?.sequenceNumber ?? '';
      expect(JSON.parse((await running.request(`${shard}/${sequenceNumber}/lines`)).text)).toEqual({
        lines: wire === 'kpl' ? ['first line', 'second line'] : ['first line'],
        more: false,
      });
    },
  );

  it('shows what a consumer quarantines of a plain record, and redelivers it', async () => {
    running.functions.wire = 'plain';
    running.functions.quarantining.add('second');
    await upload('a.txt');
    const [file] = await running.waitForFeed(
      'files',
      ([file]) => file?.consumers[1]?.state === 'quarantined',
    );
    expect(file?.consumers[1]?.gaps).toMatchObject([{ start: 11, end: 23, state: 'quarantined' }]);
    const [failure] = await running.waitForFeed('failures', ({ length }) => length === 1);
    const { text: content } = await running.request(`/api/failures/${failure?.id ?? ''}`);
    expect((JSON.parse(content) as FailureContent).records).toMatchObject([
      { content: { profile: 'plain', range: { key: 'a.txt', offset: 11, length: 12 } } },
    ]);
    running.functions.quarantining.clear();
    await running.write('POST', `/api/failures/${failure?.id ?? ''}/redelivery`);
    await running.waitForFeed('files', ([file]) => file?.consumers[1]?.state === 'complete');
  });

  it('shows what the producer warns of, at the file that it names', async () => {
    const warning = 'HEADWATERS_RECORDS_WITHOUT_FIELD';
    running.functions.warning = { warning, message: '2 of 4 records have no value' };
    await upload('a.txt');
    const [file] = await running.waitForFeed('files', ([file]) =>
      Boolean(file?.consumers.every(({ state }) => state === 'complete')),
    );
    expect(file?.warnings).toEqual([{ code: warning, message: '2 of 4 records have no value' }]);
  });
});
