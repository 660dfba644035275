import { logLineBytes } from '@headwaters/test-kit';
import { countArchivedBlocks } from '../evidence/archived-blocks.js';
import { uploadKey, uploadLines } from '../evidence/test-object.js';
import { completeAt, everyConsumer, traceUntilComplete } from '../evidence/trace-wait.js';
import type { AcceptanceTarget } from '../target/target.js';
import type { AcceptanceStep } from './step.js';

/** For 1 GB on a single shard, and continuations of the producer. */
const arrivalMinutes = 60;

/** A file that one invocation may not finish. It is uploaded in parts, as it is generated. */
export const largeFileStep: AcceptanceStep = {
  name: 'large-file',
  title: 'A large file arrives complete at every consumer',
  async run(target) {
    const key = uploadKey(target, 'large');
    target.report(`  uploading ${sizeOf(target).toLocaleString('en')} bytes`);
    const source = await uploadLines(target, key, target.load.largeFileBytes);
    const startMillis = target.clock.now();
    const trace = await traceUntilComplete(target, source, arrivalMinutes);
    const seconds = (target.clock.now() - startMillis) / 1_000;
    const blocks = await countArchivedBlocks(target, key);
    return {
      observation: {
        bytes: trace.sizeBytes ?? null,
        complete: completeAt(trace),
        kinesisRecords: blocks?.count ?? null,
      },
      measurements: {
        secondsUntilComplete: Math.round(seconds),
        ...(blocks && { streamBytes: blocks.bytes, putPayloadUnits: blocks.putPayloadUnits }),
      },
    };
  },
  expectation: (target) => ({ bytes: sizeOf(target), complete: everyConsumer(target, true) }),
};

/** Complete lines only. */
function sizeOf({ load }: AcceptanceTarget): number {
  return Math.floor(load.largeFileBytes / logLineBytes) * logLineBytes;
}
