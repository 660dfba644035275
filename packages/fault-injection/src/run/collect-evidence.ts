import { consumerQuarantinePrefix } from '@headwaters/pipeline-contract';
import { type Blueprint, readPipelineNames } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { readArchive, traceUploads } from '../evidence/read-buckets.js';
import { quarantinedBy, readFailures } from '../evidence/read-failures.js';
import { type FailureEvidence, noRecovery } from '../evidence/recovery-evidence.js';
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
  const { failuresBucket } = readPipelineNames(blueprint);
  const failures = failuresBucket === undefined ? [] : await readFailures(clients.s3, failuresBucket);
  const traces = await traceUploads(clients.s3, uploads, { blueprint, consumers: observer.consumers });
  const { invocations, rejections, losses, receipts, killedRequests } = observer;
  return {
    plan,
    uploads,
    isIdle,
    invocations,
    rejections: run.recovery === undefined ? rejections : addLedgerRejections(rejections, traces),
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
    consumers: await collectConsumers(run, uploads, failures),
    recovery: run.recovery?.evidence(failures) ?? noRecovery,
    traces,
    memoryMegabytes: new Map(blueprint.functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
  };
}

/**
 * Adds the rejections that only the ledger shows: Lambda does not repeat an event of a recovery command whose invocation ended after it had
 * written the receipt.
 */
function addLedgerRejections(
  observed: Evidence['rejections'],
  traces: Evidence['traces'],
): Evidence['rejections'] {
  const rejections = new Map(observed);
  for (const [name, { consumers }] of traces) {
    const rejected = consumers.flatMap(({ gaps }) => gaps).find(({ state }) => state === 'rejected');
    if (rejected !== undefined && rejections.get(name)?.isInLedger !== true)
      rejections.set(name, { reason: rejected.why, isInLedger: true });
  }
  return rejections;
}

function longestWindowSeconds({ mappings }: Blueprint): number {
  return Math.max(...mappings.map(({ batchingWindowSeconds }) => batchingWindowSeconds));
}

function collectConsumers(
  { clients, observer }: SeedSimulation,
  uploads: readonly Upload[],
  failures: readonly FailureEvidence[],
): Promise<ConsumerEvidence[]> {
  const { s3 } = clients;
  const collected = observer.consumers.map(async ({ functionName, name, archiveBucket }) => ({
    functionName,
    name,
    outcomes: observer.outcomesOf(functionName),
    quarantined: quarantinedBy(failures, consumerQuarantinePrefix(name)),
    ...(archiveBucket !== undefined && { archive: await readArchive(s3, archiveBucket, uploads) }),
  }));
  return Promise.all(collected);
}
