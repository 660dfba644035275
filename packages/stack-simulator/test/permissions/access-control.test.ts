import { startSimulation } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:outside';
const archives = {
  'producer.zip': 'export const handler = () => {};',
  'consumer.zip': 'export const handler = () => {};',
};

/** Writes the stack with its failure destination `outside`, and with these resources. Returns its folder. */
function declare(resources: object = {}): string {
  const stack = ingestStack({
    mapping: { destination_config: { on_failure: { destination_arn: queue } } },
  }) as {
    resource: object;
  };
  return writeStack({ ...stack, resource: { ...stack.resource, ...resources } }, archives);
}

/** Starts a stack and stops it. Returns the ARNs of its destinations. */
async function start(options: Parameters<typeof startSimulation>[0]): Promise<readonly string[]> {
  const simulation = await startSimulation(options);
  await simulation.stop();
  return simulation.blueprint.destinations.map(({ arn }) => arn);
}

const withoutPolicy = { aws_sqs_queue: { queue: { name: 'outside' } } };

describe('permissions', () => {
  it('do not refuse a queue outside of the stack, whose policy may allow the role', async () => {
    expect(await start({ stackDirectory: declare(), createExternal: ['outside'] })).toContain(queue);
  });

  it('refuse it if the stack declares the queue without a policy', async () => {
    const stackDirectory = declare(withoutPolicy);
    await expect(start({ stackDirectory })).rejects.toThrow(
      /on_failure\.destination_arn sends to .*:outside, where the role aws_iam_role\.role may not write: allow sqs:SendMessage/,
    );
    expect(await start({ stackDirectory, enforcePermissions: false })).toContain(queue);
  });

  it('do not refuse it if the stack has a policy whose queue it does not show', async () => {
    const policy = { queue_url: '${local.queue_url}', policy: '${local.policy}' };
    const stackDirectory = declare({ ...withoutPolicy, aws_sqs_queue_policy: { policy } });
    expect(await start({ stackDirectory })).toContain(queue);
  });
});
