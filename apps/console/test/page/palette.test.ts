import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(join(__dirname, '../../src/page/styles/palette.css'), 'utf8');

/** The palette's colors by name, for one theme. */
function palette(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const pairs = css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g);
  return new Map(
    [...pairs].map(([, name = '', light = '', dark = '']) => [name, theme === 'light' ? light : dark]),
  );
}

/** Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance (read 2026-11-23). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio (read 2026-11-23). */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const texts = ['text', 'text-muted', 'accent', 'good', 'trouble', 'warning'];
const grounds = ['page', 'surface', 'raised'];
const shapes = ['control', 'accent', 'good', 'trouble', ...[0, 1, 2, 3, 4].map((n) => `series-${n}`)];
const onFilled = [
  ['on-accent', 'accent'],
  ['surface', 'trouble'],
] as const;

describe.each(['light', 'dark'] as const)('the palette in the %s theme', (theme) => {
  const colors = palette(theme);
  const ratio = (one: string, other: string): number => {
    const [a, b] = [colors.get(one), colors.get(other)];
    if (a === undefined || b === undefined) throw new Error(`The palette lacks ${one} or ${other}.`);
    return contrast(a, b);
  };

  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))(
    'shows %s on %s with a contrast of at least 4.5',
    (text, ground) => {
      expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(onFilled)('shows %s on %s with a contrast of at least 4.5', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)('draws %s on a surface with a contrast of at least 3', (shape) => {
    expect(ratio(shape, 'surface')).toBeGreaterThanOrEqual(3);
  });
});

describe('contrast', () => {
  it('is 21 between black and white, and 1 between equals', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#123456', '#123456')).toBe(1);
  });
});
