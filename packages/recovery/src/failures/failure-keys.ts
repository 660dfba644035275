import {
  type ListedObject,
  asyncFailuresPrefix,
  lambdaFailurePath,
  lambdaFailuresPrefix,
  listFolders,
  listObjects,
  timeOfLambdaFailure,
} from '@headwaters/ledger';
import {
  type StreamPosition,
  consumerQuarantinePrefix,
  functionNameOfArn,
  parseQuarantineKey,
  quarantinePrefix,
} from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type FailureScope, isInTime, producerActor } from './failure-scope.js';

type Listing = AsyncGenerator<ListedObject, void>;

/** What a listing needs. */
type ListingContext = Pick<RecoveryContext, 's3' | 'pipeline'>;

/**
 * Lists the objects of the failures bucket that may be of a consumer, or of the producer, and in a time: a day, a mapping and a
 * shard are prefixes, so that others are not even listed. Failures of mappings that the pipeline does not have any longer are listed
 * for every consumer: only their content says whose they are.
 *
 * Of a Kinesis record that was quarantined on several days, only the newest object is listed.
 *
 * @param options.duplicates - Whether to list the older ones too. Default: no.
 *
 * Memory: about 300 bytes for each quarantined Kinesis record of one consumer.
 */
export async function* listFailureKeys(
  context: ListingContext,
  scope: FailureScope,
  { duplicates = false }: { readonly duplicates?: boolean } = {},
): Listing {
  const { consumer, ...time } = scope;
  if (consumer !== producerActor) {
    for (const name of await consumersOf(context, consumer)) {
      const listing = listQuarantined(context, name, time);
      yield* duplicates ? listing : newestOf(listing);
    }
    yield* listBatches(context, consumer, time);
  }
  if (consumer === undefined || consumer === producerActor) yield* listUploads(context, time);
}

/** Quarantined records of a consumer that was removed are still there. */
async function consumersOf(context: ListingContext, consumer: string | undefined): Promise<Set<string>> {
  if (consumer !== undefined) return new Set([consumer]);
  const names = new Set(context.pipeline.consumers.map(({ name }) => name));
  for await (const folder of foldersOf(context, quarantinePrefix)) {
    names.add(decodeURIComponent(folder.slice(quarantinePrefix.length, -1)));
  }
  return names;
}

/** Returns the folders directly under a prefix: each with the prefix, and a slash at its end. */
function foldersOf(
  { s3, pipeline: { failuresBucket: bucket } }: ListingContext,
  prefix: string,
): AsyncGenerator<string, void> {
  return listFolders(s3, { bucket, prefix });
}

async function* listQuarantined(context: ListingContext, consumer: string, time: FailureScope): Listing {
  const { s3, pipeline } = context;
  const prefix = consumerQuarantinePrefix(consumer);
  for await (const folder of foldersOf(context, prefix)) {
    if (!isDayInTime(folder.slice(prefix.length), time)) continue;
    yield* listObjects(s3, { bucket: pipeline.failuresBucket, prefix: folder });
  }
}

/** The keys of older releases have no day. */
async function* newestOf(listing: Listing): Listing {
  const newest = new Map<string, { readonly day: string; readonly listed: ListedObject }>();
  for await (const listed of listing) {
    const { day = '', position } = parseQuarantineKey(listed.key) ?? {};
    const id = position === undefined ? listed.key : positionId(position);
    const known = newest.get(id);
    if (known === undefined || known.day <= day) newest.set(id, { day, listed });
  }
  for (const { listed } of newest.values()) yield listed;
}

/** Returns a string that identifies a Kinesis record among all. */
export function positionId({ stream, shardId, sequenceNumber, sibling }: StreamPosition): string {
  return [stream, shardId, sequenceNumber, sibling ?? ''].join('/');
}

/** Days are in UTC. A folder of an older release is the name of a stream, without a day. */
function isDayInTime(folder: string, { since, until }: FailureScope): boolean {
  const [, day] = /^at=(\d{4}-\d{2}-\d{2})\/$/.exec(folder) ?? [];
  if (day === undefined) return true;
  const dayOf = (time: Date | undefined, unknown: string) => time?.toISOString().slice(0, 10) ?? unknown;
  return day >= dayOf(since, '') && day <= dayOf(until, '9999-12-31');
}

async function* listBatches(
  context: ListingContext,
  consumer: string | undefined,
  time: FailureScope,
): Listing {
  const { consumers } = context.pipeline;
  const others = consumers
    .filter(({ name }) => name !== consumer && consumer !== undefined)
    .flatMap((each) => each.mappingIds.map((id) => `${lambdaFailuresPrefix}${id}/`));
  for await (const mapping of foldersOf(context, lambdaFailuresPrefix)) {
    if (mapping === asyncFailuresPrefix || others.includes(mapping)) continue;
    for await (const shard of foldersOf(context, mapping)) yield* listSince(context, shard, time);
  }
}

async function* listUploads(context: ListingContext, time: FailureScope): Listing {
  const functionName = functionNameOfArn(context.pipeline.producer.functionName);
  yield* listSince(context, `${asyncFailuresPrefix}${functionName}/`, time);
}

/** How much the time of a key may differ from that of its content, in milliseconds. */
const toleranceMillis = 60_000;

/** Lists the objects that Lambda wrote under a prefix in a time. Their keys ascend with their time. */
async function* listSince({ s3, pipeline }: ListingContext, prefix: string, time: FailureScope): Listing {
  const since = time.since && new Date(time.since.getTime() - toleranceMillis);
  const until = time.until && new Date(time.until.getTime() + toleranceMillis);
  const objects = listObjects(s3, {
    bucket: pipeline.failuresBucket,
    prefix,
    ...(since !== undefined && { startAfter: prefix + lambdaFailurePath(since) }),
  });
  for await (const listed of objects) {
    const at = timeOfLambdaFailure(listed.key);
    if (at !== undefined && !isInTime(at.getTime(), { until })) return;
    yield listed;
  }
}
