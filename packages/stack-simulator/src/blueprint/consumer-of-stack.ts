import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Blueprint } from './blueprint.js';

/** A function that a stack's event source mapping feeds. */
export interface ConsumerOfStack {
  /** Its CONSUMER_NAME. */
  readonly name: string;
  readonly functionName: string;
  /** The bucket it archives to, if it does. */
  readonly archiveBucket: string | undefined;
}

/** The consumers of a stack, in the order of its mappings. */
export function consumersOfStack({ mappings, functions }: Blueprint): ConsumerOfStack[] {
  return mappings.map(({ functionName }) => {
    const environment = parseConsumerEnvironment(
      functions.find(({ name }) => name === functionName)?.environment ?? {},
    );
    return {
      name: environment.CONSUMER_NAME,
      functionName,
      archiveBucket: environment.SINK === 'archive' ? environment.ARCHIVE_BUCKET : undefined,
    };
  });
}
