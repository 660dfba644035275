import { fuzzSeeds, type RandomSource } from '@headwaters/test-kit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

const printed = { stdout: '', stderr: '' };

beforeEach(() => {
  for (const stream of ['stdout', 'stderr'] as const) {
    printed[stream] = '';
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    });
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('fuzzSeeds', () => {
  it('checks --runs seeds from --seed on and prints the count of each outcome', async () => {
    const drawn: number[] = [];
    const check = (random: RandomSource) => {
      drawn.push(random.uint32());
      return Promise.resolve(drawn.length < 3 ? 'low' : 'high');
    };
    await fuzzSeeds('numbers', check, ['--runs', '5', '--seed', '3']);
    expect(new Set(drawn).size).toBe(5);
    expect(printed.stdout).toBe('5 numbers: 3 high, 2 low; 0 findings\n');
  });

  it('throws the finding and prints the seed that repeats it', async () => {
    let runs = 0;
    const check = () => (++runs === 4 ? Promise.reject(new Error('found')) : Promise.resolve('fine'));
    await expect(fuzzSeeds('numbers', check, ['--seed', '10'])).rejects.toThrow('found');
    expect(printed.stderr).toBe('FINDING: repeat with --seed 13 --runs 1\n');
  });
});
