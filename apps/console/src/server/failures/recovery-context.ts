import type { S3Client } from '@aws-sdk/client-s3';
import { type RecoveryContext, makeRecoveryClients, systemClock } from '@headwaters/recovery';
import { PipelinePartMissingError, type Simulation, readRecoveryPipeline } from '@headwaters/stack-simulator';

/** What a redrive in a local run works with, and how to end it. Undefined if the pipeline has no ledger. */
export function localRecovery(
  { blueprint, endpoint, region }: Pick<Simulation, 'blueprint' | 'endpoint' | 'region'>,
  s3: S3Client,
): { readonly context: RecoveryContext; readonly close: () => void } | undefined {
  try {
    const pipeline = readRecoveryPipeline(blueprint);
    // The local services accept any credentials.
    const credentials = { accessKeyId: 'console', secretAccessKey: 'console' };
    const clients = makeRecoveryClients({ endpoint, region, credentials });
    const caller = `arn:aws:iam::${blueprint.accountId}:user/console`;
    return {
      context: { pipeline, s3, lambda: clients.lambda, clock: systemClock, caller },
      close: () => {
        clients.s3.destroy();
        clients.lambda.destroy();
      },
    };
  } catch (error) {
    if (error instanceof PipelinePartMissingError) return undefined;
    throw error;
  }
}
