import type { NodeDescription } from './describe-nodes.js';
import type { PlacedNode } from './layout-picture.js';

/** One box of the picture. */
export function PictureNode({
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
