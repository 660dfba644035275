import type { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEvidence, Evidence, Upload } from '../observation/evidence.js';
import { readArchive } from '../observation/read-archive.js';
import { traceUploads } from '../observation/trace-uploads.js';
import type { Witness } from '../observation/witness.js';
import type { SeedRun } from './start-run.js';

/** Gathers all that was seen of a seed that is over. */
export async function collectEvidence(
  { plan, s3, simulation, witness, schedule, resharder }: SeedRun,
  uploads: readonly Upload[],
  isIdle: boolean,
): Promise<Evidence> {
  const { blueprint } = simulation;
  const { context, readingsFailed } = schedule;
  const { invocations, rejections, losses, consumers } = witness;
  return {
    plan,
    uploads,
    isIdle,
    invocations,
    rejections,
    losses,
    readingsFailed,
    keyDenied: context.keyDenied,
    hangs: context.hangs,
    shardParents: resharder.shardParents,
    strangers: [...plan.strangers, ...context.poison],
    archiveDenials: context.archiveDenied.size,
    consumers: await collectConsumers(s3, witness),
    traces: await traceUploads(s3, uploads, { blueprint, consumers }),
    memoryMegabytes: new Map(blueprint.functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
  };
}

function collectConsumers(s3: S3Client, witness: Witness): Promise<ConsumerEvidence[]> {
  const collected = witness.consumers.map(async ({ functionName, name, archiveBucket }) => ({
    functionName,
    name,
    outcomes: witness.outcomes(functionName),
    ...(archiveBucket !== undefined && { archive: await readArchive(s3, archiveBucket, witness.archived) }),
  }));
  return Promise.all(collected);
}
