import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import { type TerraformResource, blockOf, numberOf, stringOf } from '@headwaters/terraform-reader';
import { streamMappings, streamOf } from '../stack/event-sources.js';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import type { Check } from './check.js';

/** Variables that say how large a producer makes a record, such as CELL_BYTES or MAX_RECORD_SIZE. */
const sizeName = /(^|_)(CELL|BLOCK|CHUNK|RECORD|MESSAGE)_?(BYTES|SIZE)(_BYTES)?$/i;

/** The size of the largest record that a producer of this stack puts on a stream, where it says so. */
function recordBytes(stack: TerraformStack, stream: TerraformResource): number | undefined {
  const sizes = stack.ofType('aws_lambda_function').flatMap(({ attributes }) => {
    const variables = blockOf(blockOf(attributes, 'environment'), 'variables') ?? {};
    const writes = Object.keys(variables).some((name) => {
      const target = stringOf(variables, name);
      return target !== undefined && refersTo(target, stream);
    });
    if (!writes) return [];
    return Object.keys(variables)
      .filter((name) => sizeName.test(name))
      .flatMap((name) => numberOf(variables, name) ?? []);
  });
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

export const batchPayload: Check = {
  id: 'batch-payload',
  severity: 'error',
  why: 'A batch is cut at 6 MB of base64, so a larger one never fills, and what was planned for whole batches never happens.',
  fix: 'Lower batch_size, or the size of the records (CELL_BYTES).',
  find: (stack) =>
    streamMappings(stack).flatMap((mapping) => {
      const { address, attributes } = mapping;
      const stream = streamOf(stack, mapping);
      const bytes = stream && recordBytes(stack, stream);
      const records = numberOf(attributes, 'batch_size') ?? 100;
      if (bytes === undefined || (records * bytes * 4) / 3 < eventSourceMappingLimits.maxBatchBytes)
        return [];
      const what =
        `${records} records of up to ${bytes} bytes are ${Math.ceil((records * bytes * 4) / 3)} bytes in base64; ` +
        `a batch holds ${eventSourceMappingLimits.maxBatchBytes}.`;
      return [{ address, what }];
    }),
};
