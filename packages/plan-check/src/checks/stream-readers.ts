import {
  blockOf,
  isUnknownValue,
  stringOf,
  withoutIndexes,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { identityOf } from '../stack/identity.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

const sourceTypes = [
  'aws_kinesis_stream',
  'aws_kinesis_stream_consumer',
  'aws_dynamodb_table',
  'aws_sqs_queue',
];

const sourceOf = (stack: TerraformStack, { attributes }: TerraformResource) =>
  identityOf(stack, sourceTypes, stringOf(attributes, 'event_source_arn'));

/** Source: LocalStack's recordings of AWS, test_duplicate_event_source_mappings. */
export const duplicateMapping: Check = {
  id: 'duplicate-mapping',
  severity: 'error',
  why: 'AWS allows one mapping of a source to a function, whatever the filters: it refuses the second one with 409.',
  fix: 'Join the two mappings, or let one of them invoke an alias of the function.',
  find: (stack) => {
    const mappings = stack.resourcesOfType('aws_lambda_event_source_mapping').map((mapping) => ({
      mapping,
      source: sourceOf(stack, mapping),
      target: identityOf(stack, ['aws_lambda_function'], stringOf(mapping.attributes, 'function_name')),
    }));
    return mappings.flatMap(({ mapping, source, target }, index) => {
      const first = mappings.slice(0, index).find((other) => {
        const isKnown = source !== undefined && target !== undefined;
        return isKnown && other.source === source && other.target === target;
      });
      if (first === undefined || areInstances(first.mapping, mapping)) return [];
      const what = `${first.mapping.address} already maps the same source to the same function.`;
      return [{ address: mapping.address, what }];
    });
  },
};

/** Instances of one resource: their expressions are the same, and their values need not be. */
function areInstances(one: TerraformResource, other: TerraformResource): boolean {
  const isResolved = ({ attributes }: TerraformResource) => !isUnknownValue(attributes['event_source_arn']);
  return (
    withoutIndexes(one.address) === withoutIndexes(other.address) && !(isResolved(one) && isResolved(other))
  );
}

/** A shard gives 2 MB/s to all plain readers together, twice what it takes in; and it allows five reads per second. */
const readersAtFullThroughput = 2;
const readsPerSecond = 5;

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html (read 2026-11-29). */
export const sharedThroughput: Check = {
  id: 'shared-throughput',
  severity: 'warning',
  why: 'The readers of a shard without enhanced fan-out share 2 MB/s and five reads per second: with more of them, each falls behind.',
  fix: 'Read through an aws_kinesis_stream_consumer, or process records for several purposes in one function.',
  find: (stack) =>
    stack.resourcesOfType('aws_kinesis_stream').flatMap(({ address }): Outcome[] => {
      const { length } = stack
        .resourcesOfType('aws_lambda_event_source_mapping')
        .filter((mapping) => mapping.attributes['enabled'] !== false && sourceOf(stack, mapping) === address);
      if (length <= readersAtFullThroughput) return [];
      if (length > readsPerSecond) {
        const what = `${length} mappings read each shard, which allows ${readsPerSecond} reads per second.`;
        return [{ address, severity: 'error', what }];
      }
      const what = `${length} mappings read each shard; at full load, its 2 MB/s are enough for ${readersAtFullThroughput}.`;
      return [{ address, what }];
    }),
};

/** Fan-out consumers of one stream. More than the first number needs an on-demand stream and the Advantage mode of the account. */
const maxConsumers = 20;
const maxConsumersOnDemandAdvantage = 50;

/** Source: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-29). */
export const fanOutLimit: Check = {
  id: 'fan-out-limit',
  severity: 'error',
  why: 'A stream has a limited number of enhanced fan-out consumers: AWS refuses the next one.',
  fix: 'Let some functions read without fan-out, or process records for several purposes in one function.',
  find: (stack) =>
    stack.resourcesOfType('aws_kinesis_stream').flatMap(({ address, attributes }): Outcome[] => {
      const { length } = stack.resourcesOfType('aws_kinesis_stream_consumer').filter((consumer) => {
        const arn = stringOf(consumer.attributes, 'stream_arn');
        return identityOf(stack, ['aws_kinesis_stream'], arn) === address;
      });
      if (length <= maxConsumers) return [];
      const what = `The stream has ${length} fan-out consumers; AWS allows ${maxConsumers}, and ${maxConsumersOnDemandAdvantage} for on-demand streams with On-demand Advantage.`;
      const mode = stringOf(blockOf(attributes, 'stream_mode_details'), 'stream_mode') ?? 'PROVISIONED';
      const mayHaveAdvantage = mode !== 'PROVISIONED' && length <= maxConsumersOnDemandAdvantage;
      return [{ address, what, severity: mayHaveAdvantage ? 'warning' : 'error' }];
    }),
};
