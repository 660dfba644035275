import { textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';

/** The stream that a mapping reads, be it through a consumer with a lane of its own; undefined if it is made elsewhere. */
export function streamOf(stack: TerraformStack, mapping: TerraformResource): TerraformResource | undefined {
  const source = textOf(mapping.attributes, 'event_source_arn');
  const lane = stack.resolve('aws_kinesis_stream_consumer', source);
  const streamArn = lane === undefined ? source : textOf(lane.attributes, 'stream_arn');
  return stack.resolve('aws_kinesis_stream', streamArn?.replace(/\/consumer\/.*$/, ''));
}
