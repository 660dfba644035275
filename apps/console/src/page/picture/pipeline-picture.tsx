import type { Picture } from '../../contract/picture.js';
import type { PipelineShape } from '../../contract/pipeline-shape.js';
import { type NodeDescription, describeNodes } from './describe-nodes.js';
import { layoutPicture } from './layout-picture.js';
import { PictureNode } from './picture-node.js';
import { useIsNarrow } from './use-is-narrow.js';

/** The pipeline as a live picture: bucket, producer, shards, consumers, and what was given up. */
export function PipelinePicture({
  shape,
  picture,
  failing,
}: {
  readonly shape: PipelineShape;
  readonly picture: Picture | undefined;
  /** Functions of which something was given up and not redelivered. */
  readonly failing: ReadonlySet<string>;
}) {
  const isNarrow = useIsNarrow();
  if (picture === undefined) return <section class="card picture" aria-busy="true" aria-label="Pipeline" />;
  const stages = describeNodes(shape, picture);
  const nodes = stages.flat();
  const layout = layoutPicture({
    stages: stages.map((stage) => stage.map(({ id }) => id)),
    edges: edgesOf(stages),
    isNarrow,
  });
  const busy = new Set(nodes.filter(({ isBusy }) => isBusy).map(({ id }) => id));
  const margin = 3;
  return (
    <section class="card picture" aria-label="Pipeline">
      <svg
        role="img"
        aria-label={nodes
          .map(({ name, facts, trouble }) => [name, ...facts, trouble].filter(Boolean).join(', '))
          .join('; ')}
        viewBox={`${-margin} ${-margin} ${layout.width + 2 * margin} ${layout.height + 2 * margin}`}
      >
        {layout.edges.map(({ from, to, path }) => (
          <path key={`${from} ${to}`} d={path} class={edgeClass(to, busy, failing.has(from))} />
        ))}
        {nodes.map((node) => {
          const place = layout.nodes.get(node.id);
          return place && <PictureNode key={node.id} node={node} place={place} />;
        })}
      </svg>
      <TroubleList nodes={nodes} />
    </section>
  );
}

function edgesOf(stages: readonly (readonly NodeDescription[])[]): (readonly [string, string])[] {
  return stages.flatMap((stage, index) =>
    stage.flatMap(({ id }) => (stages[index + 1] ?? []).map((next) => [id, next.id] as const)),
  );
}

function edgeClass(to: string, busy: ReadonlySet<string>, hasFailures: boolean): string {
  if (to === 'failures') return hasFailures ? 'edge edge-failures edge-trouble' : 'edge edge-failures';
  return busy.has(to) ? 'edge edge-busy' : 'edge';
}

/** What is wrong, in words, below the picture. */
function TroubleList({ nodes }: { readonly nodes: readonly NodeDescription[] }) {
  const troubled = nodes.filter(({ trouble, id }) => trouble !== undefined && id !== 'failures');
  if (troubled.length === 0) return null;
  return (
    <ul class="troubles" role="status">
      {troubled.map(({ id, name, trouble }) => (
        <li key={id}>
          <strong>{name}</strong> {trouble}
        </li>
      ))}
    </ul>
  );
}
