import { parseFunctionReference } from '@headwaters/pipeline-contract';
import { AttributeInvalidError, type Attributes } from '@headwaters/terraform-reader';

/** A destination of invocation records and failed batches. */
export interface DestinationPlan {
  readonly kind: 's3' | 'sqs' | 'sns' | 'lambda' | 'events';
  readonly arn: string;
  /** Name of the bucket, queue, topic, function or event bus. */
  readonly name: string;
  /** Version or alias of the function, if the ARN names one. */
  readonly qualifier?: string;
}

const kinds = new Set<string>(['s3', 'sqs', 'sns', 'lambda', 'events'] satisfies DestinationPlan['kind'][]);

/**
 * Reads the destination whose ARN is in an attribute, if it is set.
 *
 * @throws {@link AttributeInvalidError} if the ARN is not one of a bucket, queue, topic, function or event bus.
 */
export function readDestination(
  block: Attributes | undefined,
  attribute: string,
): DestinationPlan | undefined {
  const arn = block?.optionalString(attribute);
  if (block === undefined || arn === undefined) return undefined;
  const [, , service = '', , , ...resource] = arn.split(':');
  if (!isKind(service)) {
    const location = `${block.address}.${attribute}`;
    throw new AttributeInvalidError(
      location,
      `is ${arn}; it must be the ARN of a bucket, queue, topic, function or event bus`,
    );
  }
  if (service !== 'lambda') return { kind: service, arn, name: nameOf(resource.at(-1) ?? '') };
  const { name, qualifier } = parseFunctionReference(arn);
  return { kind: service, arn, name, ...(qualifier !== undefined && { qualifier }) };
}

/** The ARN of an event bus ends with `event-bus/NAME`; the others end with the name. */
function nameOf(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

function isKind(service: string): service is DestinationPlan['kind'] {
  return kinds.has(service);
}

/** Removes absent destinations and duplicates, by ARN. */
export function uniqueDestinations(
  destinations: readonly (DestinationPlan | undefined)[],
): readonly DestinationPlan[] {
  const present = destinations.filter((destination) => destination !== undefined);
  return [...new Map(present.map((destination) => [destination.arn, destination])).values()];
}
