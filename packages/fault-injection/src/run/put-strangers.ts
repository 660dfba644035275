import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Simulation } from '@headwaters/stack-simulator';
import type { StrangerPlan } from '../plan/seed-plan.js';

/** Puts records on a stream that the producer knows nothing of. */
export async function putStrangers(
  strangers: readonly StrangerPlan[],
  { endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>,
  streamName: string,
): Promise<void> {
  if (strangers.length === 0) return;
  const credentials = { accessKeyId: 'faults', secretAccessKey: 'faults' };
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  await kinesis.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: strangers.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
    }),
  );
  kinesis.destroy();
}
