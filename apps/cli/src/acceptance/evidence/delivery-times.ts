import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { readReceipts, traceSource, type Trace } from '@headwaters/ledger';
import type { Receipt } from '@headwaters/pipeline-contract';
import type { JsonValue } from '../observation/json-value.js';
import type { AcceptanceTarget } from '../target/target.js';
import type { TestObject } from './test-object.js';

/** An object at all actors, by its receipts alone. */
export interface Delivery {
  readonly trace: Trace;
  readonly receipts: readonly Receipt[];
}

const noFailures = { deadLetters: [], unreadable: [], uploads: [], quarantined: [] };

/**
 * Reads what became of an object from its receipts alone: a single listing. A trace lists the failures bucket too, which for
 * 1,000 objects means 1,000 listings of it.
 */
export async function readDelivery(
  { clients, pipeline }: AcceptanceTarget,
  source: TestObject,
): Promise<Delivery> {
  const receipts = await readReceipts(clients.s3, pipeline.ledgerBucket, source);
  const evidence = { source, uploadedAt: undefined, receipts, failures: noFailures };
  return { receipts, trace: traceSource(evidence, pipeline.consumers) };
}

/** Seconds from the upload of an object to its last receipt of each actor. */
export type DeliverySeconds = Readonly<Record<string, number>>;

/** Reads the upload times of all objects of a run, by key. */
export async function readUploadTimes(
  { clients, pipeline }: AcceptanceTarget,
  keyPrefix: string,
): Promise<ReadonlyMap<string, Date>> {
  const request = { Bucket: pipeline.sourceBucket, Prefix: keyPrefix };
  const times = new Map<string, Date>();
  for await (const { Contents: page = [] } of paginateListObjectsV2({ client: clients.s3 }, request))
    for (const { Key: key = '', LastModified: uploadedAt } of page)
      if (uploadedAt !== undefined) times.set(key, uploadedAt);
  return times;
}

/**
 * Computes how long an object took to be published, and to be accepted by each consumer. The times are those of S3, to the
 * second, and of the functions.
 */
export function secondsAfterUpload(
  uploadedAt: Date | undefined,
  receipts: readonly Receipt[],
): DeliverySeconds {
  if (uploadedAt === undefined) return {};
  const seconds: Record<string, number> = {};
  for (const { actor, at } of receipts) {
    const elapsedSeconds = (Date.parse(at) - uploadedAt.getTime()) / 1_000;
    seconds[actor] = Math.max(seconds[actor] ?? 0, elapsedSeconds);
  }
  return seconds;
}

/** Summarizes the times of several objects: for each actor the median, the 95th percentile and the longest. */
export function summarizeDeliveries(deliveries: readonly DeliverySeconds[]): Record<string, JsonValue> {
  const actors = [...new Set(deliveries.flatMap(Object.keys))].sort();
  return Object.fromEntries(
    actors.map((actor) => {
      const sorted = deliveries.flatMap((each) => each[actor] ?? []).sort((a, b) => a - b);
      return [
        actor,
        { p50: percentile(sorted, 50), p95: percentile(sorted, 95), max: percentile(sorted, 100) },
      ];
    }),
  );
}

/** Nearest rank, in seconds with one decimal. */
function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((sorted.length * percent) / 100));
  return Math.round((sorted[rank - 1] ?? Number.NaN) * 10) / 10;
}
