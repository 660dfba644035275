import { describe, expect, it } from '@jest/globals';
import { shortenNames } from '../../src/blueprint/pipeline-roles.js';

describe('shortenNames', () => {
  it.each([
    [
      ['a-dev-producer', 'a-dev-consumer-x', 'a-dev-consumer-y'],
      ['producer', 'consumer-x', 'consumer-y'],
    ],
    [
      ['producer', 'consumer'],
      ['producer', 'consumer'],
    ],
    [['a-dev-producer'], ['a-dev-producer']],
    [[], []],
  ])('shortens %j to %j', (names, short) => {
    expect([...shortenNames(names).values()]).toEqual(short);
  });
});
