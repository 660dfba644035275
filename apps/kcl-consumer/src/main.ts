import { S3Client } from '@aws-sdk/client-s3';
import kcl from 'aws-kcl';
import { Quarantine } from './quarantine.js';
import { readReference } from './read-reference.js';
import { ShardProcessor } from './shard-processor.js';

const { OUTPUT_FOLDER: outputFolder = 'records', QUARANTINE_FOLDER: quarantineFolder = 'quarantine' } =
  process.env;

const s3 = new S3Client({});
const processor = new ShardProcessor({
  outputFolder,
  quarantine: new Quarantine(quarantineFolder),
  readReference: (reference) => readReference(s3, reference),
  log: (line) => process.stderr.write(`${line}\n`),
});

// The MultiLangDaemon receives the same signals, lets each shard finish by `shutdownRequested`, and then closes standard input.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

/** Runs one step, then lets the daemon go on. An error ends the program, the daemon with it, and the batch is delivered again. */
function run(step: Promise<void>, done: () => void): void {
  step.then(done, (error: unknown) => {
    process.stderr.write(
      `stopped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  });
}

kcl({
  initialize: ({ shardId }, done) => {
    run(processor.initialize(shardId), done);
  },
  processRecords: ({ records = [], checkpointer }, done) => {
    run(processor.processRecords(records, checkpointer), done);
  },
  leaseLost: (_, done) => {
    run(processor.close(), done);
  },
  shardEnded: ({ checkpointer }, done) => {
    run(processor.endShard(checkpointer), done);
  },
  shutdownRequested: ({ checkpointer }, done) => {
    run(processor.checkpoint(checkpointer), done);
  },
}).run();
