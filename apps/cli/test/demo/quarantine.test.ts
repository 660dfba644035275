import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { startSimulation } from '@headwaters/stack-simulator';
import { BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import { expect, it, jest, describe } from '@jest/globals';
import { runDemo } from '../../src/demo/run-demo.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(60_000);

/** A block without its last byte. */
function damagedBlock(): Buffer {
  const source = { bucket: 'source', key: 'lost.txt', versionId: '1' };
  const splitter = new BlockSplitter({ source, cellBytes: 1_024 });
  const [block] = [...splitter.push(Buffer.from('lost\n')), ...splitter.end()];
  if (block === undefined) throw new Error('no block');
  return Buffer.from(encodeBlock(block, { compression: 'gzip' })).subarray(0, -1);
}

describe('runDemo', () => {
  it('counts a Kinesis record that a consumer quarantines, which is not delivered, and fails', async () => {
    const quarantine = { FAILURES_BUCKET: 'failures' };
    const stackDirectory = writePipelineStack({
      consumers: { archive: { ...archivingTo('archive'), ...quarantine }, audit: { SINK: 'log' } },
    });
    const folder = mkdtempSync(join(tmpdir(), 'headwaters-demo-'));
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'one\ntwo\n');
    const simulation = await startSimulation({ stackDirectory, enforceLimits: false });
    const { endpoint, region } = simulation;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const kinesis = new KinesisClient({ endpoint, region, credentials });
    try {
      const record = { Data: damagedBlock(), PartitionKey: 'foreign' };
      const running = runDemo(simulation, [file], () => undefined);
      await kinesis.send(new PutRecordCommand({ StreamName: 'stream', ...record }));
      const summary = await running;
      expect(summary).toMatchObject({
        ok: false,
        consumers: [
          { name: 'archive', quarantined: 1, deadLettered: 0, files: [{ records: 2, missing: [] }] },
          // Without a failures bucket, it is reported to Lambda.
          { name: 'audit', quarantined: 0, deadLettered: 1, files: [{ records: 2, missing: [] }] },
        ],
      });
    } finally {
      kinesis.destroy();
      await simulation.stop();
      rmSync(stackDirectory, { recursive: true });
      rmSync(folder, { recursive: true });
    }
  });
});
