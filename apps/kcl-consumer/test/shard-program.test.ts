import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  AggregateEncoder,
  BlockSplitter,
  type KinesisEntry,
  blockId,
  encodeBlock,
  kplEntries,
  plainEntries,
  sourceDigest,
} from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DaemonRecord, kclRecord, source, splitText, userRecords } from './support/kcl-records.js';
import { MultiLangDaemon } from './support/multi-lang-daemon.js';

const lines = ['first', '', 'third, é', 'no line end'];
const [block] = splitText(lines.join('\n')) as [ReturnType<typeof splitText>[number]];
const blockEntry: KinesisEntry = { partitionKey: 'k', data: encodeBlock(block, { compression: 'gzip' }) };
const idAt = (offset: number) => blockId({ source, offset });
const offsets = [0, 6, 7, 17];
const checkpoint = { action: 'checkpoint', sequenceNumber: null };
const status = (responseFor: string) => ({ action: 'status', responseFor });

let folder: string;
let daemon: MultiLangDaemon;
const variables = () => ({
  OUTPUT_FOLDER: join(folder, 'records'),
  QUARANTINE_FOLDER: join(folder, 'quarantine'),
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-kcl-'));
  daemon = new MultiLangDaemon(variables());
  const initialize = {
    shardId: 'shardId-000000000000',
    sequenceNumber: 'TRIM_HORIZON',
    subSequenceNumber: 0,
  };
  expect(await daemon.send('initialize', initialize)).toEqual([status('initialize')]);
});
afterEach(async () => {
  await daemon.close();
  rmSync(folder, { recursive: true });
});

/** The stored records, in order. */
function stored(): { id: string; text: string }[] {
  const text = readFileSync(join(folder, 'records', 'shardId-000000000000.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { id: string; text: string });
}

const process = (records: readonly DaemonRecord[]) =>
  daemon.send('processRecords', { records, millisBehindLatest: 0 });

describe('the program, called by the MultiLangDaemon', () => {
  it('stores the lines of a block with their ids, then one checkpoint without a sequence number', async () => {
    expect(await process([kclRecord(blockEntry, '7')])).toEqual([checkpoint, status('processRecords')]);
    expect(stored()).toEqual(lines.map((text, index) => ({ id: idAt(offsets[index] ?? 0), text })));
  });

  it('stores the lines of wire plain with the digest of their source and their offset', async () => {
    const entries = [...plainEntries(block, { blockKey: 'k', lanes: 'shared' })];
    await process(entries.map((entry, index) => kclRecord(entry, String(index))));
    const digest = sourceDigest(source);
    expect(stored()).toEqual(lines.map((text, index) => ({ id: `${digest}#${offsets[index] ?? 0}`, text })));
  });

  it.each(['keep', 'remove'] as const)(
    'stores the lines of wire kpl, which the KCL has taken apart, under their positions (terminator: %s)',
    async (terminator) => {
      const entries = [...kplEntries([block], { partitionKeyOf: () => 'k', terminator })];
      expect(entries).toHaveLength(1);
      await process(entries.flatMap((entry) => userRecords(entry, '9')));
      expect(stored()).toEqual(lines.map((text, index) => ({ id: `9.${index}`, text })));
    },
  );

  it('quarantines the first user record of a foreign aggregate if it looks like a damaged block', async () => {
    const encoder = new AggregateEncoder();
    const records = [blockEntry.data.subarray(0, -1), Buffer.from('second')];
    const entries = [...records.flatMap((record) => encoder.add('k', record)), ...encoder.end()];
    await process(entries.flatMap((entry) => userRecords(entry, '9')));
    expect(stored()).toEqual([{ id: '9.1', text: 'second' }]);
    expect(existsSync(join(folder, 'quarantine', 'shardId-000000000000-9.0.bin'))).toBe(true);
  });

  it('decodes no user record behind the first one of an aggregate, even if it looks like a block', async () => {
    const encoder = new AggregateEncoder();
    const records = [Buffer.from('line'), blockEntry.data];
    const entries = [...records.flatMap((record) => encoder.add('k', record)), ...encoder.end()];
    await process(entries.flatMap((entry) => userRecords(entry, '9')));
    expect(stored().map(({ id }) => id)).toEqual(['9.0', '9.1']);
  });

  it('stores the lines of wire kpl under their ids if it gets the aggregate itself', async () => {
    const entries = [...kplEntries([block], { partitionKeyOf: () => 'k' })];
    await process(entries.map((entry) => kclRecord(entry, '9')));
    expect(stored().map(({ id }) => id)).toEqual(offsets.map(idAt));
  });

  it('stores a record of another program unchanged, under its position', async () => {
    await process([kclRecord({ data: Buffer.from('{"a":1}'), partitionKey: 'any' }, '11')]);
    expect(stored()).toEqual([{ id: '11.0', text: '{"a":1}' }]);
  });

  it('makes no checkpoint of an empty batch', async () => {
    expect(await process([])).toEqual([status('processRecords')]);
  });

  it('quarantines a damaged block, stores what follows, and makes its checkpoint', async () => {
    const damaged = Buffer.from(blockEntry.data).subarray(0, -1);
    const records = [
      kclRecord({ data: damaged, partitionKey: 'k' }, '20'),
      kclRecord({ data: Buffer.from('next'), partitionKey: 'k' }, '21'),
    ];
    expect(await process(records)).toEqual([checkpoint, status('processRecords')]);
    expect(stored()).toEqual([{ id: '21.0', text: 'next' }]);
    const quarantine = join(folder, 'quarantine');
    expect(readdirSync(quarantine).sort()).toEqual([
      'shardId-000000000000-20.0.bin',
      'shardId-000000000000-20.0.json',
    ]);
    expect(readFileSync(join(quarantine, 'shardId-000000000000-20.0.bin'))).toEqual(damaged);
    expect(
      JSON.parse(readFileSync(join(quarantine, 'shardId-000000000000-20.0.json'), 'utf8')),
    ).toMatchObject({
      sequenceNumber: '20',
      error: 'CorruptRecordError',
    });
    expect((await daemon.close()).stderr).toMatch(/^shardId-000000000000: quarantined 20 in .*\n$/);
  });

  it.each([
    ['no base64!', 'is not base64'],
    ['YWJj=ZGVm', 'is not base64'],
    ['YWJ', 'is not base64'],
    [null, 'is missing'],
    [undefined, 'is missing'],
  ])(
    'quarantines a record whose data is %j, as it arrived, and stores what follows',
    async (data, reason) => {
      const next = kclRecord({ data: Buffer.from('next'), partitionKey: 'k' }, '21');
      const damaged = [0, 1].map((position) => ({
        ...next,
        data,
        sequenceNumber: '20',
        subSequenceNumber: position,
      }));
      expect(await process([...damaged, next] as DaemonRecord[])).toEqual([
        checkpoint,
        status('processRecords'),
      ]);
      expect(stored()).toEqual([{ id: '21.0', text: 'next' }]);
      const quarantine = join(folder, 'quarantine', 'shardId-000000000000-20.1');
      expect(readFileSync(`${quarantine}.bin`, 'utf8')).toBe(data ?? '');
      expect(JSON.parse(readFileSync(`${quarantine}.json`, 'utf8'))).toMatchObject({
        error: 'CorruptRecordError',
        message: `The data of the Kinesis record ${reason}.`,
      });
    },
  );

  it('stores an empty record', async () => {
    await process([kclRecord({ data: Buffer.of(), partitionKey: 'k' }, '22')]);
    expect(stored()).toEqual([{ id: '22.0', text: '' }]);
  });

  it('tries a checkpoint again after ThrottlingException, and goes on without one after ShutdownException', async () => {
    daemon.checkpointErrors.push('ThrottlingException', 'ThrottlingException');
    expect(await process([kclRecord(blockEntry, '7')])).toEqual([
      checkpoint,
      checkpoint,
      checkpoint,
      status('processRecords'),
    ]);
    daemon.checkpointErrors.push('ShutdownException');
    expect(await process([kclRecord(blockEntry, '8')])).toEqual([checkpoint, status('processRecords')]);
    expect((await daemon.close()).stderr).toBe('shardId-000000000000: no checkpoint: ShutdownException\n');
  });
});

describe('the program, with a record that is too large for Kinesis', () => {
  const long = Buffer.from(`${'x'.repeat(1_100_000)}\n`);
  const [reference] = splitText(long.toString());
  const entry = { partitionKey: 'k', data: reference === undefined ? Buffer.of() : encodeBlock(reference) };
  let server: Server;
  let requests: (string | undefined)[];
  const answers = { status: 206, body: long };

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(`${request.url ?? ''} ${request.headers.range ?? ''}`);
      response.writeHead(answers.status, { 'content-length': answers.body.length }).end(answers.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await daemon.close();
    daemon = new MultiLangDaemon({
      ...variables(),
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    await daemon.send('initialize', { shardId: 'shardId-000000000000' });
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    Object.assign(answers, { status: 206, body: long });
  });

  it('reads it from its object version', async () => {
    expect(reference?.isReference).toBe(true);
    expect(await process([kclRecord(entry, '30')])).toEqual([checkpoint, status('processRecords')]);
    expect(stored()).toEqual([{ id: idAt(0), text: long.toString().trimEnd() }]);
    expect(requests.at(-1)).toContain('versionId=v1');
  });

  it('reads the stored bytes of a binary upload, although they are gzip', async () => {
    answers.body = gzipSync(incompressibleBytes(1_100_000));
    const key = { ...source, key: 'scan.gz' };
    const splitter = new BlockSplitter({
      source: key,
      layout: 'whole',
      contentType: 'application/octet-stream',
    });
    const [binary] = [...splitter.push(answers.body), ...splitter.end()];
    if (binary?.isReference !== true) throw new Error('no reference');
    const data = encodeBlock(binary);
    expect(await process([kclRecord({ partitionKey: 'k', data }, '31')])).toEqual([
      checkpoint,
      status('processRecords'),
    ]);
    expect(stored().map(({ id }) => id)).toEqual([blockId({ source: key, offset: 0 })]);
  });

  it('quarantines it if its object has changed, and goes on', async () => {
    answers.body = Buffer.from(long.toString().replaceAll('x', 'y'));
    expect(await process([kclRecord(entry, '30')])).toEqual([checkpoint, status('processRecords')]);
    expect(existsSync(join(folder, 'quarantine', 'shardId-000000000000-30.0.bin'))).toBe(true);
  });

  it('exits with 1 and without a checkpoint if S3 refuses, so that the batch is delivered again', async () => {
    Object.assign(answers, { status: 403, body: Buffer.from('<Error><Code>AccessDenied</Code></Error>') });
    const { code, stderr } = await daemon.sendToFailure('processRecords', {
      records: [kclRecord(entry, '30')],
    });
    expect({ code, messages: daemon.messages }).toEqual({ code: 1, messages: [status('initialize')] });
    expect(stderr).toContain('AccessDenied');
  });
});
