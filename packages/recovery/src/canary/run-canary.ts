import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type ConsumerTrace, type Trace, readReceipts, traceSource } from '@headwaters/ledger';
import type { ObjectVersion, Receipt } from '@headwaters/pipeline-contract';
import { PipelineIncompleteError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryPipeline } from '../pipeline/recovery-pipeline.js';

/** What the canary needs to know of a pipeline. */
export interface CanaryContext extends Pick<RecoveryContext, 's3' | 'clock'> {
  readonly pipeline: Pick<
    RecoveryPipeline,
    'sourceBucket' | 'ledgerBucket' | 'uploadFilters' | 'canaryPrefix'
  > & {
    /** The consumers that must accept the object. */
    readonly consumers: readonly { readonly name: string }[];
  };
}

export interface CanaryOptions {
  /** How long to follow the object, in milliseconds. */
  readonly timeoutMillis: number;
  readonly signal?: AbortSignal | undefined;
}

/** How long the object took to a consumer. */
export interface CanaryArrival {
  readonly consumer: string;
  /** From the upload to the receipt of the last byte; `undefined` if it has not accepted all. */
  readonly latencyMillis: number | undefined;
}

/** What became of the object of a canary. JSON can hold it. */
export interface CanaryResult {
  readonly source: ObjectVersion;
  /** Whether every consumer accepted the object in time. */
  readonly succeeded: boolean;
  /** The largest latency of a consumer; `undefined` unless it succeeded. */
  readonly latencyMillis: number | undefined;
  readonly arrivals: readonly CanaryArrival[];
  /** Why it did not succeed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** Waits between two looks at the ledger, in milliseconds. */
const polling = { firstMillis: 1_000, growth: 1.5, longestMillis: 5_000 };

/**
 * Uploads a small object under the prefix of the canary and follows it in the ledger until every consumer has accepted it. Latencies
 * are those between the clocks of this machine and of the consumers.
 *
 * Requires s3:PutObject on the prefix, and s3:ListBucket and s3:GetObject on the receipts.
 *
 * @throws {@link PipelineIncompleteError} if there is no canary prefix, or no upload filter matches it.
 * @throws the errors of the SDK.
 */
export async function runCanary(
  context: CanaryContext,
  { timeoutMillis, signal }: CanaryOptions,
): Promise<CanaryResult> {
  const { s3, clock, pipeline } = context;
  const startMillis = clock.now();
  const source = await uploadObject(context, startMillis);
  let waitMillis = polling.firstMillis;
  for (;;) {
    const leftMillis = startMillis + timeoutMillis - clock.now();
    await clock.sleep(Math.max(0, Math.min(waitMillis, leftMillis)), signal);
    waitMillis = Math.min(waitMillis * polling.growth, polling.longestMillis);
    const receipts = await readReceipts(s3, pipeline.ledgerBucket, source);
    const result = judge({ source, receipts, startMillis }, pipeline.consumers);
    if (result.succeeded || isFinal(result)) return result;
    if (clock.now() - startMillis >= timeoutMillis) return result;
  }
}

/** No further receipt changes this. */
function isFinal({ failure }: CanaryResult): boolean {
  return failure !== undefined && failure.code !== notAcceptedCode;
}

const notAcceptedCode = 'HEADWATERS_CANARY_NOT_ACCEPTED';

async function uploadObject({ s3, pipeline }: CanaryContext, startMillis: number): Promise<ObjectVersion> {
  const { sourceBucket: bucket } = pipeline;
  const id = randomUUID();
  const key = canaryKey(pipeline, new Date(startMillis), id);
  // Lines that are valid JSON, CSV and text, so that any record layout accepts them.
  const body = `{"canary":"${id}/1"}\n{"canary":"${id}/2"}\n`;
  const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'text/plain' });
  const { VersionId: versionId } = await s3.send(put);
  return versionId === undefined ? { bucket, key } : { bucket, key, versionId };
}

/**
 * Returns the key of an object of the canary: `<canary prefix><time>-<id><suffix>`, with the suffix of the first upload filter that
 * matches the prefix.
 *
 * @throws {@link PipelineIncompleteError} if there is no canary prefix, or no upload filter matches it.
 */
export function canaryKey(
  { canaryPrefix, uploadFilters }: Pick<RecoveryPipeline, 'uploadFilters' | 'canaryPrefix'>,
  at: Date,
  id: string,
): string {
  if (canaryPrefix === undefined) throw new PipelineIncompleteError('The pipeline has no canary.');
  const filter = uploadFilters.find(({ prefix }) => canaryPrefix.startsWith(prefix));
  if (filter === undefined) {
    throw new PipelineIncompleteError(
      `No upload filter matches keys with the canary prefix "${canaryPrefix}". Choose a prefix that begins with the prefix of a filter.`,
    );
  }
  return `${canaryPrefix}${at.toISOString().replaceAll(':', '-')}-${id}${filter.suffix}`;
}

interface Evidence {
  readonly source: ObjectVersion;
  readonly receipts: readonly Receipt[];
  readonly startMillis: number;
}

function judge(
  { source, receipts, startMillis }: Evidence,
  consumers: readonly { readonly name: string }[],
): CanaryResult {
  const failures = { deadLetters: [], quarantined: [], unreadable: [], uploads: [] };
  const trace = traceSource(
    { source, uploadedAt: new Date(startMillis), receipts, failures },
    consumers.map(({ name }) => ({ name, functionName: name })),
  );
  const arrivals = trace.consumers.map((consumer) => ({
    consumer: consumer.name,
    latencyMillis: latencyOf(consumer, receipts, startMillis),
  }));
  const latencies = arrivals.map(({ latencyMillis }) => latencyMillis ?? 0);
  const failure = trace.complete ? undefined : describeGap(trace);
  return {
    source,
    succeeded: trace.complete,
    latencyMillis: trace.complete ? Math.max(...latencies) : undefined,
    arrivals,
    ...(failure !== undefined && { failure }),
  };
}

function latencyOf(
  { name, complete }: ConsumerTrace,
  receipts: readonly Receipt[],
  startMillis: number,
): number | undefined {
  if (!complete) return undefined;
  const accepted = receipts.filter(({ actor, outcome }) => actor === name && outcome === 'accepted');
  return Math.max(0, ...accepted.map(({ at }) => Date.parse(at) - startMillis));
}

function describeGap({ producer, consumers }: Trace): CanaryResult['failure'] {
  const rejected = producer.gaps.find(({ state }) => state === 'rejected');
  if (rejected !== undefined) {
    return {
      code: 'HEADWATERS_CANARY_REJECTED',
      message: `The producer rejected the object: ${rejected.why}`,
    };
  }
  const unknown = consumers.some(({ gaps }) => gaps.some(({ state }) => state === 'unknown'));
  if (unknown) {
    const message =
      'The object is published without offsets (wire plain, partition strategy field), so that consumers can not write receipts of it.';
    return { code: 'HEADWATERS_CANARY_UNKNOWN', message };
  }
  const missing = consumers.filter(({ complete }) => !complete).map(({ name }) => name);
  const message = producer.complete
    ? `Published, but not accepted by: ${missing.join(', ')}.`
    : 'Not published: the ledger has no receipt of the producer.';
  return { code: notAcceptedCode, message };
}
