import { type Simulation, consumersOfStack, shortNames, sourceBucketOf } from '@headwaters/stack-simulator';
import type { PipelineShape } from '../contract/pipeline-shape.js';

/** What a running pipeline is made of, for the page. */
export function pipelineShapeOf(
  { stackName, endpoint, blueprint }: Pick<Simulation, 'stackName' | 'endpoint' | 'blueprint'>,
  csrfToken: string,
): PipelineShape {
  const labels = shortNames(blueprint.functions.map(({ name }) => name));
  const named = (functionName: string) => ({
    functionName,
    label: labels.get(functionName) ?? functionName,
  });
  return {
    stackName,
    endpoint,
    sourceBucket: sourceBucketOf(blueprint),
    accepts: blueprint.notifications.map(({ prefix, suffix }) => `${prefix}*${suffix}`),
    producer: named(blueprint.notifications[0]?.functionName ?? ''),
    streamName: blueprint.mappings[0]?.streamName ?? '',
    consumers: consumersOfStack(blueprint).map(({ name, functionName }) => ({
      name,
      ...named(functionName),
    })),
    failureBuckets: blueprint.destinations.filter(({ kind }) => kind === 's3').map(({ name }) => name),
    csrfToken,
  };
}
