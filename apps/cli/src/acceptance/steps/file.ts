import { countArchivedBlocks, isArchivedUnchanged } from '../evidence/archived-blocks.js';
import { logFile, putObject, uploadKey } from '../evidence/test-object.js';
import { completeAt, everyConsumer, traceUntilComplete } from '../evidence/trace-wait.js';
import type { AcceptanceTarget } from '../target/target.js';
import type { AcceptanceStep } from './step.js';

const fileBytes = 5_000_000;

/** One file of several blocks. */
export const fileStep: AcceptanceStep = {
  name: 'file',
  title: 'A file arrives complete at every consumer',
  async run(target) {
    const content = logFile(fileBytes);
    const key = uploadKey(target, 'file');
    const source = await putObject(target, key, content);
    const trace = await traceUntilComplete(target, source);
    const blocks = await countArchivedBlocks(target, key);
    return {
      observation: {
        bytes: trace.sizeBytes ?? null,
        complete: completeAt(trace),
        kinesisRecords: blocks?.count ?? null,
        archivedUnchanged: archives(target) ? await isArchivedUnchanged(target, source, content) : null,
      },
    };
  },
  expectation: (target) => ({
    bytes: fileBytes,
    complete: everyConsumer(target, true),
    archivedUnchanged: archives(target) ? true : null,
  }),
};

function archives({ pipeline }: AcceptanceTarget): boolean {
  return pipeline.archiveBucket !== undefined && pipeline.archivingConsumers.length > 0;
}
