import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { Check } from '../check.js';
import { blockOf, numberOf, textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';
import { streamMappings } from '../topology/stream-mappings.js';

/** The size of the largest record that a producer of this stack puts on a stream, where it says so. */
function recordBytes(stack: TerraformStack, stream: TerraformResource): number | undefined {
  const sizes = stack.ofType('aws_lambda_function').flatMap(({ attributes }) => {
    const variables = blockOf(blockOf(attributes, 'environment'), 'variables');
    const target = textOf(variables, 'STREAM_NAME');
    const size = numberOf(variables, 'CELL_BYTES');
    return target !== undefined && size !== undefined && refersTo(target, stream) ? [size] : [];
  });
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

export const batchPayload: Check = {
  id: 'batch-payload',
  severity: 'error',
  why: 'A batch is cut at 6 MB of base64, so a larger one never fills, and what was planned for whole batches never happens.',
  fix: 'Lower batch_size, or the size of the records (CELL_BYTES).',
  find: (stack) =>
    streamMappings(stack).flatMap(({ address, attributes }) => {
      const stream = stack.resolve('aws_kinesis_stream', textOf(attributes, 'event_source_arn'));
      const bytes = stream && recordBytes(stack, stream);
      const records = numberOf(attributes, 'batch_size') ?? 100;
      if (bytes === undefined || (records * bytes * 4) / 3 < eventSourceMappingLimits.maxBatchBytes)
        return [];
      const what =
        `${String(records)} records of up to ${String(bytes)} bytes are ${String(Math.ceil((records * bytes * 4) / 3))} bytes in base64; ` +
        `a batch holds ${String(eventSourceMappingLimits.maxBatchBytes)}.`;
      return [{ address, what }];
    }),
};
