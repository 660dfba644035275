import { type Blueprint, readPipelineNames } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { readArchive, readQuarantine, traceUploads } from '../evidence/read-buckets.js';
import type { SeedSimulation } from './seed-simulation.js';

/** Collects the evidence of a seed that has ended. */
export async function collectEvidence(
  run: SeedSimulation,
  uploads: readonly Upload[],
  isIdle: boolean,
): Promise<Evidence> {
  const { plan, clients, simulation, observer, schedule, resharder, startMillis } = run;
  const { blueprint } = simulation;
  const { state, failedReads, faultyRequests } = schedule;
  const { invocations, rejections, losses, consumers, receipts, killedRequests } = observer;
  return {
    plan,
    uploads,
    isIdle,
    invocations,
    rejections,
    losses,
    failedReads,
    faultyRequests,
    killedRequests,
    receipts,
    startMillis,
    keyDenied: state.keyDenied,
    shardParents: resharder.shardParents,
    foreignRecords: [...plan.foreignRecords, ...state.poison],
    archiveRefused: state.archiveRefused,
    batchingWindowSeconds: longestWindowSeconds(blueprint),
    consumers: await collectConsumers(run, uploads),
    traces: await traceUploads(clients.s3, uploads, { blueprint, consumers }),
    memoryMegabytes: new Map(blueprint.functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
  };
}

function longestWindowSeconds({ mappings }: Blueprint): number {
  return Math.max(...mappings.map(({ batchingWindowSeconds }) => batchingWindowSeconds));
}

function collectConsumers(
  { clients, simulation, observer }: SeedSimulation,
  uploads: readonly Upload[],
): Promise<ConsumerEvidence[]> {
  const { s3 } = clients;
  const { failuresBucket } = readPipelineNames(simulation.blueprint);
  const collected = observer.consumers.map(async ({ functionName, name, archiveBucket }) => ({
    functionName,
    name,
    outcomes: observer.outcomesOf(functionName),
    quarantined: failuresBucket === undefined ? new Map() : await readQuarantine(s3, failuresBucket, name),
    ...(archiveBucket !== undefined && { archive: await readArchive(s3, archiveBucket, uploads) }),
  }));
  return Promise.all(collected);
}
