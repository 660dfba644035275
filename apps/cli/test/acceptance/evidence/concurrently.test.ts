import { describe, expect, it } from '@jest/globals';
import { concurrently } from '../../../src/acceptance/evidence/concurrently.js';

describe('concurrently', () => {
  it('handles at most the given number of items at a time, and returns the results in their order', async () => {
    let [running, most] = [0, 0];
    const results = await concurrently([5, 1, 4, 2, 3], 2, async (millis, index) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, millis * 5));
      running--;
      return `${index}: ${millis}`;
    });
    expect({ results, most }).toEqual({ results: ['0: 5', '1: 1', '2: 4', '3: 2', '4: 3'], most: 2 });
  });

  it('rejects with the error of an item', async () => {
    const failing = concurrently([1, 2, 3], 2, (item) =>
      item === 2 ? Promise.reject(new Error('second')) : Promise.resolve(item),
    );
    await expect(failing).rejects.toThrow('second');
  });
});
