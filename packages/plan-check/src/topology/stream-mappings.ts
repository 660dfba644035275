import { isSet, textOf, type Attributes } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';

/** The event source mappings that read a stream, be it of Kinesis or of a DynamoDB table. */
export function streamMappings(stack: TerraformStack): TerraformResource[] {
  return stack.ofType('aws_lambda_event_source_mapping').filter(({ attributes }) => {
    const source = textOf(attributes, 'event_source_arn') ?? '';
    return /kinesis|dynamodb/.test(source) || (isMadeElsewhere(source) && startsLikeAStream(attributes));
  });
}

const isMadeElsewhere = (source: string) => /^\$\{(var|local|module|data|each)\./.test(source);

/** A source that is made elsewhere is told by what only streams have: a place to start, but no topics, as Kafka has. */
const startsLikeAStream = (attributes: Attributes) =>
  isSet(attributes, 'starting_position') && !isSet(attributes, 'topics');
