import { readTextObjects } from '@headwaters/ledger';
import { type ByteRange, mergeRanges } from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { ReportRecovery } from '../progress.js';
import { type RecordContent, RecordInspector } from './carried-range.js';
import type { FailedSource, Failure } from './failure.js';
import { listFailureKeys } from './failure-keys.js';
import { type FailureScope, isInScope, mayBeInScope, undecodableFinding } from './failure-scope.js';
import { parseStoredFailure, type StoredFailure, type StoredRecords } from './stored-failure.js';

/** What reading failures needs. */
export type FailuresContext = Pick<RecoveryContext, 's3' | 'pipeline' | 'clock'>;

/**
 * Lists the failures of a pipeline: Kinesis records that Lambda dead-lettered or a consumer quarantined, and uploads that the producer
 * failed on. Reads no object of another time or consumer. A Kinesis record that was quarantined on several days is one failure, the
 * newest.
 *
 * Memory: 16 objects, the largest of up to 8 MB, and about 300 bytes for each quarantined Kinesis record of a consumer.
 *
 * @param report - Receives a finding for every object that can't be read as a failure, and for those that can't be decoded and so may be
 *   of the source of the scope.
 * @throws the errors of the SDK.
 */
export async function* listFailures(
  context: FailuresContext,
  scope: FailureScope,
  report: ReportRecovery,
): AsyncGenerator<Failure, void> {
  for await (const { failure } of readFailures(context, scope, report)) yield failure;
}

/** A failure, and the content of its object. */
export interface ReadFailure {
  readonly failure: Failure;
  readonly stored: StoredFailure;
  /** What each of its Kinesis records carries, in their order; empty for an upload. */
  readonly contents: readonly RecordContent[];
}

/**
 * As {@link listFailures}, with contents.
 *
 * @param options.duplicates - Whether a Kinesis record that was quarantined on several days has several failures. Default: no.
 */
export async function* readFailures(
  context: FailuresContext,
  scope: FailureScope,
  report: ReportRecovery,
  options: { readonly duplicates?: boolean } = {},
): AsyncGenerator<ReadFailure, void> {
  const { s3, pipeline, clock } = context;
  const inspector = new RecordInspector(context);
  const listing = listFailureKeys(context, scope, options);
  const undecodable = new Map<string, number>();
  for await (const object of readTextObjects(s3, pipeline.failuresBucket, listing)) {
    const stored = parseStoredFailure(object, pipeline);
    if (stored === undefined) {
      report(unreadableFinding(pipeline.failuresBucket, object.key));
      continue;
    }
    const contents = await inspectAll(inspector, stored);
    const failure = describeFailure(stored, contents, clock.now());
    if (isInScope(failure, scope)) yield { failure, stored, contents };
    else if (mayBeInScope(failure, scope))
      undecodable.set(failure.actor, (undecodable.get(failure.actor) ?? 0) + 1);
  }
  for (const [actor, count] of undecodable) report(undecodableFinding(actor, count));
}

function unreadableFinding(bucket: string, key: string) {
  return {
    type: 'finding',
    subject: `s3://${bucket}/${key}`,
    code: 'HEADWATERS_FAILURE_UNREADABLE',
    message:
      'It is not a failure of Lambda or of a consumer of this release. Look at it, and remove it yourself.',
  } as const;
}

async function inspectAll(inspector: RecordInspector, stored: StoredFailure): Promise<RecordContent[]> {
  if (stored.kind === 'upload') return [];
  const contents: RecordContent[] = [];
  for (const record of stored.records) contents.push(await inspector.inspect(record));
  return contents;
}

function describeFailure(
  stored: StoredFailure,
  contents: readonly RecordContent[],
  nowMillis: number,
): Failure {
  const { key, kind, actor, at, code, message } = stored;
  return {
    ...{ key, kind, actor, at, code, message },
    ageSeconds: Math.max(0, (nowMillis - at.getTime()) / 1_000),
    ...(kind === 'upload'
      ? { recordCount: 0, bytes: 0, sources: stored.sources.map((source) => ({ source, ranges: [] })) }
      : { ...sizeOf(stored), sources: sourcesOf(contents) }),
    foreignCount: contents.filter((content) => content === 'foreign').length,
    unreadableCount: contents.filter((content) => content === 'unreadable').length,
  };
}

function sizeOf({ records }: StoredRecords): Pick<Failure, 'recordCount' | 'bytes'> {
  return {
    recordCount: records.length,
    bytes: records.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0),
  };
}

function sourcesOf(contents: readonly RecordContent[]): FailedSource[] {
  const sources = new Map<string, { source: FailedSource['source']; ranges: ByteRange[] }>();
  for (const content of contents) {
    if (typeof content === 'string') continue;
    const { source, range } = content;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const known = sources.get(id) ?? { source, ranges: [] };
    sources.set(id, known);
    known.ranges.push(range);
  }
  return [...sources.values()].map(({ source, ranges }) => ({ source, ranges: mergeRanges(ranges) }));
}
