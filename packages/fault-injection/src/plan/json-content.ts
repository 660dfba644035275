import type { RandomSource } from '@headwaters/test-kit';

/** Lines that a field is read from: mostly JSON objects with it; some without, some no JSON at all. */
export function drawJsonContent(random: RandomSource): Buffer {
  const lineCount = 1 + random.below(random.pick([20, 300, 1_000]));
  const lines = Array.from({ length: lineCount }, (_, index) => drawLine(random, index));
  return Buffer.from(lines.join(random.pick(['\n', '\n', '\r\n'])) + (random.fraction() < 0.3 ? '' : '\n'));
}

function drawLine(random: RandomSource, index: number): string {
  const kind = random.fraction();
  if (kind < 0.05) return '';
  if (kind < 0.1) return 'no JSON';
  if (kind < 0.15) return JSON.stringify({ index });
  return JSON.stringify({ user: { id: random.pick(['ada', 'bob', 'eve\u{1f600}', 7]) }, index });
}
