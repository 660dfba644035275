import { describe, expect, it } from '@jest/globals';
import { type PlacedNode, layoutPicture } from '../../../src/page/picture/layout-picture.js';

const stages = [['source'], ['producer'], ['shard 0', 'shard 1', 'shard 2'], ['archive', 'audit']];

function overlap(a: PlacedNode, b: PlacedNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.each([true, false])('layoutPicture, narrow: %s', (isNarrow) => {
  const layout = layoutPicture({
    stages,
    edges: [
      ['producer', 'shard 1'],
      ['producer', 'nowhere'],
    ],
    isNarrow,
  });
  const nodes = [...layout.nodes.values()];

  it('places every node inside the picture without overlap', () => {
    expect(nodes.map(({ id }) => id)).toEqual(stages.flat());
    for (const node of nodes) {
      expect(node.x).toBeGreaterThanOrEqual(0);
      expect(node.y).toBeGreaterThanOrEqual(0);
      expect(node.x + node.width).toBeLessThanOrEqual(layout.width);
      expect(node.y + node.height).toBeLessThanOrEqual(layout.height);
      expect(nodes.filter((other) => other !== node && overlap(node, other))).toEqual([]);
    }
  });

  it('advances in one direction from stage to stage', () => {
    const axis = isNarrow ? 'y' : 'x';
    const places = stages.map((stage) => stage.map((id) => layout.nodes.get(id)?.[axis] ?? NaN));
    places.slice(1).forEach((stage, index) => {
      expect(Math.min(...stage)).toBeGreaterThan(Math.max(...(places[index] ?? [])));
    });
  });

  it('draws no edge to a node that does not exist', () => {
    expect(layout.edges.map(({ from, to }) => [from, to])).toEqual([['producer', 'shard 1']]);
  });
});
