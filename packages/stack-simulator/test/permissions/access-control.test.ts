import { startSimulation } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:outside';
const stackDirectory = writeStack(
  ingestStack({ mapping: { destination_config: { on_failure: { destination_arn: queue } } } }),
  { 'producer.zip': 'export const handler = () => {};', 'consumer.zip': 'export const handler = () => {};' },
);

describe('permissions', () => {
  it('do not refuse a queue outside of the stack, whose policy may allow the role', async () => {
    const simulation = await startSimulation({ stackDirectory, createExternal: ['outside'] });
    await simulation.stop();
    expect(simulation.blueprint.destinations.map(({ arn }) => arn)).toContain(queue);
  });

  it('refuse it if the stack declares the queue without a policy', async () => {
    const resource = { aws_sqs_queue: { queue: { name: 'outside' } } };
    const stack = ingestStack({
      mapping: { destination_config: { on_failure: { destination_arn: queue } } },
    }) as {
      resource: object;
    };
    const declared = writeStack({ ...stack, resource: { ...stack.resource, ...resource } });
    await expect(startSimulation({ stackDirectory: declared })).rejects.toThrow(
      /on_failure\.destination_arn sends to .*:outside, where the role aws_iam_role\.role may not write: allow sqs:SendMessage/,
    );
    await expect(
      startSimulation({ stackDirectory: declared, enforcePermissions: false }),
    ).rejects.not.toThrow(/sqs:SendMessage/);
  });

  it('do not refuse the queue if the stack has a policy of a queue that it does not show', async () => {
    const stack = ingestStack({
      mapping: { destination_config: { on_failure: { destination_arn: queue } } },
    }) as { resource: object };
    const resource = {
      aws_sqs_queue: { queue: { name: 'outside' } },
      aws_sqs_queue_policy: { policy: { queue_url: '${local.queue_url}', policy: '${local.policy}' } },
    };
    const declared = writeStack({ ...stack, resource: { ...stack.resource, ...resource } });
    await expect(startSimulation({ stackDirectory: declared })).rejects.not.toThrow(/sqs:SendMessage/);
  });
});
