import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ConsumerEvidence,
  type Evidence,
  type Upload,
  readArchive,
  traceUploads,
} from '../evidence/evidence.js';
import type { SimulationObserver } from '../evidence/simulation-observer.js';
import type { SeedSimulation } from './seed-simulation.js';

/** Collects the evidence of a seed that has ended. */
export async function collectEvidence(
  { plan, clients, simulation, observer, schedule, resharder }: SeedSimulation,
  uploads: readonly Upload[],
  isIdle: boolean,
): Promise<Evidence> {
  const { blueprint } = simulation;
  const { state, failedReads } = schedule;
  const { invocations, rejections, losses, consumers } = observer;
  return {
    plan,
    uploads,
    isIdle,
    invocations,
    rejections,
    losses,
    failedReads,
    keyDenied: state.keyDenied,
    hangs: state.hangs,
    shardParents: resharder.shardParents,
    foreignRecords: [...plan.foreignRecords, ...state.poison],
    archiveDenials: state.archiveDenied.size,
    consumers: await collectConsumers(clients.s3, observer),
    traces: await traceUploads(clients.s3, uploads, { blueprint, consumers }),
    memoryMegabytes: new Map(blueprint.functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
  };
}

function collectConsumers(s3: S3Client, observer: SimulationObserver): Promise<ConsumerEvidence[]> {
  const collected = observer.consumers.map(async ({ functionName, name, archiveBucket }) => ({
    functionName,
    name,
    outcomes: observer.outcomesOf(functionName),
    ...(archiveBucket !== undefined && {
      archive: await readArchive(s3, archiveBucket, observer.archivedKeys),
    }),
  }));
  return Promise.all(collected);
}
