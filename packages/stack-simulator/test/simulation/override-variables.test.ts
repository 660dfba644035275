import { rmSync } from 'node:fs';
import { readSupportedStack } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';

describe('the option overrideVariables', () => {
  it('adds and replaces variables of the functions for which it returns some', async () => {
    const environment = { variables: { WIRE: 'block', LEVEL: '1' } };
    const stackDirectory = writeStack(
      pipelineStack({ producer: { environment }, consumers: { reader: { function: {} } } }),
    );
    try {
      const { blueprint } = await readSupportedStack({
        stackDirectory,
        overrideVariables: ({ WIRE: wire }) =>
          wire === undefined ? {} : { WIRE: 'plain', RECORD_TERMINATOR: 'remove' },
      });
      expect(Object.fromEntries(blueprint.functions.map((plan) => [plan.name, plan.environment]))).toEqual({
        producer: { WIRE: 'plain', RECORD_TERMINATOR: 'remove', LEVEL: '1' },
        reader: {},
      });
    } finally {
      rmSync(stackDirectory, { recursive: true });
    }
  });
});
