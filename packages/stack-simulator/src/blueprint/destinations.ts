import { AttributeInvalidError } from '../errors.js';
import type { Attributes } from '../terraform/attributes.js';

/** A place that invocation records are sent to. */
export interface DestinationPlan {
  readonly kind: 's3' | 'sqs' | 'sns' | 'lambda';
  readonly arn: string;
  /** The bucket, queue, topic or function. */
  readonly name: string;
}

const kinds = new Set<string>(['s3', 'sqs', 'sns', 'lambda'] satisfies DestinationPlan['kind'][]);

/**
 * Reads the destination that an ARN attribute names, if it names one.
 *
 * @throws {@link AttributeInvalidError} if the ARN is of a service that takes no invocation records here.
 */
export function readDestination(
  block: Attributes | undefined,
  attribute: string,
): DestinationPlan | undefined {
  const arn = block?.optionalText(attribute);
  if (block === undefined || arn === undefined) return undefined;
  const [, , service = '', , , ...resource] = arn.split(':');
  if (!isKind(service)) {
    const location = `${block.address}.${attribute}`;
    throw new AttributeInvalidError(location, `is ${arn}, which is no bucket, queue, topic or function`);
  }
  return { kind: service, arn, name: resource.at(-1) ?? '' };
}

function isKind(service: string): service is DestinationPlan['kind'] {
  return kinds.has(service);
}
