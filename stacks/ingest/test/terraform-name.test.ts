import { describe, expect, it } from '@jest/globals';
import { Construct } from 'constructs';
import { terraformName } from '../src/terraform-name.js';

const stack = new Construct(undefined as unknown as Construct, 'stack');
const nameOf = (scope: Construct) => terraformName(scope.node, stack.node);

describe('terraformName', () => {
  it('joins the ids below the stack', () => {
    expect(nameOf(new Construct(new Construct(stack, 'source'), 'public-access'))).toBe(
      'source_public-access',
    );
  });

  it('leaves out the main part of a construct', () => {
    const producer = new Construct(stack, 'producer');
    expect(nameOf(new Construct(new Construct(producer, 'Default'), 'Default'))).toBe('producer');
  });

  it.each(['a_b', 'Upper', '1st', 'dot.ted'])('refuses the id %s', (id) => {
    expect(() => nameOf(new Construct(stack, id))).toThrow(`The construct id "${id}"`);
  });
});
