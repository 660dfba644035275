import { useEffect, useState } from 'preact/hooks';
import type { Picture, PipelineShape } from '../../contract/pipeline.js';
import { type NodeDescription, describeNodes } from './describe-nodes.js';
import { type PlacedNode, layoutPicture } from './layout-picture.js';

/** The live picture of the pipeline: bucket, producer, shards, consumers and failures. */
export function PipelinePicture({
  shape,
  picture,
  failing,
}: {
  readonly shape: PipelineShape;
  readonly picture: Picture | undefined;
  /** Functions with dead letters that were not redelivered. */
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

/** The problems of the picture's nodes, as text below it. */
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

/** One node of the picture. */
function PictureNode({
  node: { kind, name, facts, isBusy, trouble },
  place: { x, y, width, height },
}: {
  readonly node: NodeDescription;
  readonly place: PlacedNode;
}) {
  const state = trouble === undefined ? (isBusy ? 'node node-busy' : 'node') : 'node node-trouble';
  return (
    <g class={state} transform={`translate(${x} ${y})`}>
      <title>{trouble ?? `${name}: ${facts.join(', ')}`}</title>
      <rect width={width} height={height} rx="10" />
      <circle cx={width - 18} cy="19" r="5" class="node-light" />
      <text x="14" y="23" class="node-kind">
        {kind}
      </text>
      <text x="14" y="44" class="node-name">
        {name}
      </text>
      {facts.map((fact, line) => (
        <text key={line} x="14" y={64 + line * 17} class="node-fact">
          {fact}
        </text>
      ))}
    </g>
  );
}

const narrowScreen = matchMedia('(max-width: 820px)');

/** Whether the page is too narrow for columns. */
function useIsNarrow(): boolean {
  const [isNarrow, set] = useState(narrowScreen.matches);
  useEffect(() => {
    const follow = (): void => {
      set(narrowScreen.matches);
    };
    narrowScreen.addEventListener('change', follow);
    return () => {
      narrowScreen.removeEventListener('change', follow);
    };
  }, []);
  return isNarrow;
}
