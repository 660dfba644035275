import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../src/acceptance/wait/wait-for.js';
import { fakeClock } from '../../support/fake-clock.js';

describe('waitFor', () => {
  it('returns the first probe that is done, without a pause if that is the first one', async () => {
    const clock = fakeClock();
    const probe = () => Promise.resolve({ done: true, value: 'there' });
    const wait = { what: 'thing', timeoutMinutes: 1, probe };
    expect(await waitFor({ clock, report: fail }, wait)).toEqual({ done: true, value: 'there' });
    expect(clock.pauses).toEqual([]);
  });

  it('pauses for 1 s at first and for 10 s at most, and returns the last probe after the time limit', async () => {
    const clock = fakeClock();
    let probes = 0;
    const probe = () => Promise.resolve({ done: false, value: ++probes });
    const { done, value } = await waitFor(
      { clock, report: () => undefined },
      { what: 'thing', timeoutMinutes: 2, probe },
    );
    expect({ done, value }).toEqual({ done: false, value: probes });
    expect(clock.pauses.slice(0, 3)).toEqual([1_000, 1_500, 2_250]);
    expect(Math.max(...clock.pauses)).toBe(10_000);
    const waitedMillis = clock.pauses.reduce((sum, millis) => sum + millis, 0);
    expect(waitedMillis).toBeGreaterThanOrEqual(120_000);
    expect(waitedMillis).toBeLessThanOrEqual(130_000);
  });

  it('reports the progress every 30 s, and that the time is over', async () => {
    const lines: string[] = [];
    const probe = () => Promise.resolve({ done: false, value: 0, progress: '3 of 5' });
    await waitFor(
      { clock: fakeClock(), report: (line) => lines.push(line) },
      { what: 'thing', timeoutMinutes: 1, probe },
    );
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}waiting for thing since 3\d s: 3 of 5$/),
      '  no thing after 1 min',
    ]);
  });
});

function fail(line: string): void {
  throw new Error(`Reported: ${line}`);
}
