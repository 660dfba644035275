import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kclRecord } from './support/kcl-records.js';
import { MultiLangDaemon } from './support/multi-lang-daemon.js';

const record = kclRecord({ data: Buffer.from('line'), partitionKey: 'k' }, '7');
const checkpoint = { action: 'checkpoint', sequenceNumber: null };
const status = (responseFor: string) => ({ action: 'status', responseFor });

let folder: string;
let daemon: MultiLangDaemon;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-kcl-'));
  daemon = new MultiLangDaemon({ OUTPUT_FOLDER: folder, QUARANTINE_FOLDER: folder });
  await daemon.send('initialize', { shardId: 'shardId-000000000000' });
});
afterEach(async () => {
  await daemon.close();
  rmSync(folder, { recursive: true });
});

describe('the program, at the end of its shard or of its lease', () => {
  it('makes a checkpoint at the end of a shard, and exits with 0 when the daemon closes its input', async () => {
    expect(await daemon.send('shardEnded', { checkpoint: 'SHARD_END' })).toEqual([
      checkpoint,
      status('shardEnded'),
    ]);
    expect(await daemon.close()).toEqual({ code: 0, stderr: '' });
  });

  it('exits with 1 if the checkpoint at the end of a shard is not stored: its child shards wait for it', async () => {
    daemon.checkpointErrors.push(...Array.from({ length: 5 }, () => 'ThrottlingException'));
    await expect(daemon.send('shardEnded', { checkpoint: 'SHARD_END' })).rejects.toThrow(
      'shardId-000000000000: no checkpoint at the end of the shard: ThrottlingException',
    );
    expect(daemon.messages.slice(1)).toEqual(Array.from({ length: 5 }, () => checkpoint));
    expect(await daemon.close()).toMatchObject({ code: 1 });
  });

  it('ends a shard without its checkpoint after ShutdownException: the lease is lost', async () => {
    daemon.checkpointErrors.push('ShutdownException');
    expect(await daemon.send('shardEnded', { checkpoint: 'SHARD_END' })).toEqual([
      checkpoint,
      status('shardEnded'),
    ]);
    const stderr = 'shardId-000000000000: no checkpoint: ShutdownException\n';
    expect(await daemon.close()).toEqual({ code: 0, stderr });
  });

  it('makes no checkpoint when the lease is lost, and exits with 0', async () => {
    expect(await daemon.send('leaseLost')).toEqual([status('leaseLost')]);
    expect(await daemon.close()).toEqual({ code: 0, stderr: '' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ignores %s, which the daemon gets too, and makes a checkpoint when a shutdown is requested',
    async (signal) => {
      await daemon.send('processRecords', { records: [record] });
      daemon.signal(signal);
      expect(await daemon.send('shutdownRequested')).toEqual([checkpoint, status('shutdownRequested')]);
      expect(await daemon.close()).toEqual({ code: 0, stderr: '' });
    },
  );
});
