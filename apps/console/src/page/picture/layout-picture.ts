/** A placed node. */
export interface PlacedNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line from one node to another. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** The `d` attribute of the SVG path. */
  readonly path: string;
}

/** The layout, in user units of the SVG. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly edges: readonly PlacedEdge[];
}

/** Input of {@link layoutPicture}. */
export interface PictureContent {
  /** Ids of the nodes, by stage. */
  readonly stages: readonly (readonly string[])[];
  /** Pairs of node ids: from, to. */
  readonly edges: readonly (readonly [string, string])[];
  /** Whether stages go from top to bottom instead of from left to right, for narrow screens. */
  readonly isNarrow: boolean;
}

const wide = { width: 1_180, nodeWidth: 208, nodeHeight: 92, rowGap: 20 };
const narrow = { width: 360, nodeHeight: 92, columnGap: 12, rowGap: 34 };

/** Places the nodes of each stage in a column, or in rows of two on a narrow screen, and routes the lines. */
export function layoutPicture({ stages, edges, isNarrow }: PictureContent): PictureLayout {
  const { placed, height } = isNarrow ? placeInRows(stages) : placeInColumns(stages);
  const nodes = new Map(placed.map((node) => [node.id, node]));
  return {
    width: isNarrow ? narrow.width : wide.width,
    height,
    nodes,
    edges: edges.flatMap(([from, to]) => {
      const [source, target] = [nodes.get(from), nodes.get(to)];
      if (!source || !target) return [];
      return [{ from, to, path: isNarrow ? pathDown(source, target) : pathAcross(source, target) }];
    }),
  };
}

function placeInColumns(stages: PictureContent['stages']): { placed: PlacedNode[]; height: number } {
  const { width, nodeWidth, nodeHeight, rowGap } = wide;
  const rows = Math.max(...stages.map((stage) => stage.length));
  const height = rows * nodeHeight + (rows - 1) * rowGap;
  const step = stages.length > 1 ? (width - nodeWidth) / (stages.length - 1) : 0;
  const placed = stages.flatMap((stage, column) => {
    const stageHeight = stage.length * nodeHeight + (stage.length - 1) * rowGap;
    const top = (height - stageHeight) / 2;
    return stage.map((id, row) => ({
      id,
      x: column * step,
      y: top + row * (nodeHeight + rowGap),
      width: nodeWidth,
      height: nodeHeight,
    }));
  });
  return { placed, height };
}

function placeInRows(stages: PictureContent['stages']): { placed: PlacedNode[]; height: number } {
  const { width, nodeHeight, columnGap, rowGap } = narrow;
  const placed: PlacedNode[] = [];
  let y = 0;
  for (const row of stages.flatMap(inPairs)) {
    const nodeWidth = row.length === 1 ? 220 : (width - columnGap) / 2;
    const left = (width - row.length * nodeWidth - (row.length - 1) * columnGap) / 2;
    row.forEach((id, column) => {
      placed.push({
        id,
        x: left + column * (nodeWidth + columnGap),
        y,
        width: nodeWidth,
        height: nodeHeight,
      });
    });
    y += nodeHeight + rowGap;
  }
  return { placed, height: Math.max(0, y - rowGap) };
}

function inPairs(stage: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(stage.length / 2) }, (_, pair) =>
    stage.slice(pair * 2, pair * 2 + 2),
  );
}

function pathAcross(source: PlacedNode, target: PlacedNode): string {
  const [x1, y1] = [source.x + source.width, source.y + source.height / 2];
  const [x2, y2] = [target.x, target.y + target.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function pathDown(source: PlacedNode, target: PlacedNode): string {
  const [x1, y1] = [source.x + source.width / 2, source.y + source.height];
  const [x2, y2] = [target.x + target.width / 2, target.y];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
