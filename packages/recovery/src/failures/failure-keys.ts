import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type ListedObject, listObjects } from '@headwaters/ledger';
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
 * The prefix of what Lambda sends to the failures bucket: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` and
 * `aws/lambda/async/<function>/YYYY/MM/DD/...`.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-30).
 */
const lambdaPrefix = 'aws/lambda/';
const uploadsFolder = 'async/';

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
  const folders = await listFolders(context, quarantinePrefix);
  const stored = folders.map((folder) => decodeURIComponent(folder.slice(0, -1)));
  return new Set([...context.pipeline.consumers.map(({ name }) => name), ...stored]);
}

/** Returns the folders under a prefix, each with its slash at the end. */
async function listFolders(
  { s3: client, pipeline: { failuresBucket } }: ListingContext,
  prefix: string,
): Promise<string[]> {
  const folders: string[] = [];
  const request = { Bucket: failuresBucket, Prefix: prefix, Delimiter: '/' };
  for await (const { CommonPrefixes: prefixes = [] } of paginateListObjectsV2({ client }, request)) {
    folders.push(...prefixes.map(({ Prefix: folder = '' }) => folder.slice(prefix.length)));
  }
  return folders;
}

async function* listQuarantined(context: ListingContext, consumer: string, time: FailureScope): Listing {
  const { s3, pipeline } = context;
  const prefix = consumerQuarantinePrefix(consumer);
  for (const folder of await listFolders(context, prefix)) {
    if (!isDayInTime(folder, time)) continue;
    yield* listObjects(s3, { bucket: pipeline.failuresBucket, prefix: prefix + folder });
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
  const others = new Set(
    consumers
      .filter(({ name }) => name !== consumer && consumer !== undefined)
      .flatMap((each) => each.mappingIds),
  );
  for (const mapping of await listFolders(context, lambdaPrefix)) {
    if (mapping === uploadsFolder || others.has(mapping.slice(0, -1))) continue;
    for (const shard of await listFolders(context, lambdaPrefix + mapping)) {
      yield* listSince(context, `${lambdaPrefix}${mapping}${shard}`, time);
    }
  }
}

async function* listUploads(context: ListingContext, time: FailureScope): Listing {
  const functionName = functionNameOfArn(context.pipeline.producer.functionName);
  yield* listSince(context, `${lambdaPrefix}${uploadsFolder}${functionName}/`, time);
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
    ...(since !== undefined && { startAfter: prefix + pathOfTime(since) }),
  });
  for await (const listed of objects) {
    const atMillis = timeOfKey(listed.key);
    if (atMillis !== undefined && !isInTime(atMillis, { until })) return;
    yield listed;
  }
}

/** Returns what the key of an object starts with that is written at a time, after its prefix. */
function pathOfTime(time: Date): string {
  const [day = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '/')}/${day}T${clock.replaceAll(':', '.')}`;
}

function timeOfKey(key: string): number | undefined {
  const [, day, hours, minutes, seconds] =
    /\/(\d{4}-\d{2}-\d{2})T(\d{2})\.(\d{2})\.(\d{2})-[^/]*$/.exec(key) ?? [];
  if (day === undefined) return undefined;
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
}
