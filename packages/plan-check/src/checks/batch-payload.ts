import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import { blockOf, numberOf, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { findStream, listStreamMappings } from '../stack/event-sources.js';
import { refersTo, type TerraformStack } from '../stack/terraform-stack.js';
import type { Check } from './check.js';

/** Default of AWS for `batch_size`, in Kinesis records. */
const defaultBatchSize = 100;

export const batchPayload: Check = {
  id: 'batch-payload',
  severity: 'error',
  why: 'Lambda cuts a batch at 6 MB of base64, so a batch of this size is never reached.',
  fix: 'Lower batch_size, or the size of the records (CELL_BYTES).',
  find: (stack) =>
    listStreamMappings(stack).flatMap((mapping) => {
      const { address, attributes } = mapping;
      const stream = findStream(stack, mapping);
      const recordBytes = stream && findRecordBytes(stack, stream);
      if (recordBytes === undefined) return [];
      const records = numberOf(attributes, 'batch_size') ?? defaultBatchSize;
      const base64Bytes = (records * recordBytes * 4) / 3;
      if (base64Bytes < eventSourceMappingLimits.maxBatchBytes) return [];
      const what =
        `${records} Kinesis records of up to ${recordBytes} bytes are ${Math.ceil(base64Bytes)} bytes in base64; ` +
        `the limit of a batch is ${eventSourceMappingLimits.maxBatchBytes} bytes.`;
      return [{ address, what }];
    }),
};

/** Environment variables that set the size of a producer's records, such as CELL_BYTES or MAX_RECORD_SIZE. */
const sizeVariable = /(^|_)(CELL|BLOCK|CHUNK|RECORD|MESSAGE)_?(BYTES|SIZE)(_BYTES)?$/i;

/** The largest Kinesis record that a producer of this stack writes to a stream, in bytes; `undefined` if none states it. */
function findRecordBytes(stack: TerraformStack, stream: TerraformResource): number | undefined {
  const sizes = stack.resourcesOfType('aws_lambda_function').flatMap(({ attributes }) => {
    const variables = blockOf(blockOf(attributes, 'environment'), 'variables') ?? {};
    const isProducer = Object.keys(variables).some((name) => {
      const value = stringOf(variables, name);
      return value !== undefined && refersTo(value, stream);
    });
    if (!isProducer) return [];
    return Object.keys(variables)
      .filter((name) => sizeVariable.test(name))
      .flatMap((name) => numberOf(variables, name) ?? []);
  });
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}
