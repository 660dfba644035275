import type { QuarantinedRecord, Receipt } from '@headwaters/pipeline-contract';
import { gzipSync } from 'node:zlib';
import { archiveKey } from '@headwaters/pipeline-contract';
import { readArchivedObject } from '../../src/evidence/archived-object.js';
import {
  blockRange,
  carriedBlock,
  decodeRecord,
  encodeBlock,
  formatPlainKey,
  sourceDigest,
} from '@headwaters/record-codec';
import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, RecordOutcome, Upload } from '../../src/evidence/evidence.js';
import { noRecovery } from '../../src/evidence/recovery-evidence.js';
import { drawSeedPlan } from '../../src/plan/draw-seed-plan.js';

/** Length of each of the file's three blocks, in bytes. A block contains one line. */
export const blockBytes = 6;
const content = Buffer.from('line1\nline2\nline3\n');

export const upload: Upload = {
  file: {
    name: 'f0',
    key: 'key',
    content,
    stored: content,
    objectChange: 'none',
    eventDelaysMillis: [0],
    throttleCount: 0,
  },
  bucket: 'bucket',
  versionId: 'v1',
  dueMillis: 0,
};

let recordCount = 0;

/** The outcome of the block at `offset`, after those of all earlier calls. Default: accepted, with the bytes of the file. */
export function outcome(
  offset: number,
  {
    bytes = content.subarray(offset, offset + blockBytes),
    ...changes
  }: Partial<RecordOutcome & { bytes: Buffer }> = {},
): RecordOutcome {
  const data = Buffer.from(
    encodeBlock(
      {
        source: { bucket: 'bucket', key: 'key', versionId: 'v1' },
        offset,
        lineNumber: 1,
        recordCount: 1,
        rawLength: bytes.length,
        isLast: offset + bytes.length >= content.length,
        isReference: false,
        bytes,
      },
      { compression: 'none' },
    ),
  );
  const sequenceNumber = String((recordCount += 1));
  const delivery = {
    shardId: 'shardId-0',
    sequenceNumber,
    partitionKey: 'f0',
    arrivalMillis: 0,
    atMillis: 0,
  };
  const quarantineId = `archive/stream/shardId-0/${sequenceNumber}`;
  const decoded = decodeRecord(data);
  const carried = carriedBlock(decoded, delivery.partitionKey);
  return { kind: 'accepted', ...delivery, quarantineId, data, decoded, carried, ...changes };
}

/** An archive that stored these Kinesis records in this order. */
export function archiveOf(outcomes: readonly RecordOutcome[]): ConsumerEvidence['archive'] {
  return outcomes.map(({ data, carried }, index) => ({ key: `key ${index}`, data, carried }));
}

/** The quarantine object of a Kinesis record: an hour old, for an unknown reason. */
export function quarantineObject(
  { sequenceNumber, shardId, partitionKey, data, decoded }: RecordOutcome,
  changes: Partial<QuarantinedRecord> = {},
): QuarantinedRecord {
  const range = decoded?.profile === 'block' ? blockRange(decoded.block) : undefined;
  return {
    quarantineVersion: 1,
    consumer: 'archive',
    at: '2026-01-01T01:00:00.000Z',
    reason: { kind: 'unknown', code: 'InvalidArgument', message: 'message' },
    stream: 'stream',
    shardId,
    sequenceNumber,
    partitionKey,
    arrivedAt: '2026-01-01T00:00:00.000Z',
    ...(range && {
      source: { bucket: 'bucket', key: 'key', versionId: 'v1' },
      offset: range.start,
      endOffset: range.end,
    }),
    data: data.toString('base64'),
    ...changes,
  };
}

/** The receipt of a range of the upload. */
export function receipt(offset: number, endOffset: number, changes: Partial<Receipt> = {}): Receipt {
  return {
    receiptVersion: 1,
    source: { bucket: 'bucket', key: 'key', versionId: 'v1' },
    actor: 'archive',
    outcome: 'accepted',
    offset,
    endOffset,
    isLast: false,
    recordCount: 1,
    at: '2026-01-01T01:00:00.000Z',
    ...changes,
  };
}

/** A consumer with these outcomes that archived what it accepted. */
export function consumer(
  outcomes: readonly RecordOutcome[],
  changes: Partial<ConsumerEvidence> = {},
): ConsumerEvidence {
  const archive = archiveOf(outcomes.filter(({ kind }) => kind === 'accepted')) ?? [];
  return { functionName: 'archiver', name: 'archive', outcomes, quarantined: new Map(), archive, ...changes };
}

/** Evidence without violations, with these changes. */
export function evidence(changes: Partial<Evidence> = {}): Evidence {
  const { faults } = drawSeedPlan(1, { cellBytes: 1_024, keySuffix: '', wire: 'block' });
  return {
    plan: {
      seed: 1,
      producer: { layout: 'lines', strategy: 'object', wire: 'block', terminator: 'keep', encoding: 'auto' },
      consumer: { quarantineAfterSeconds: 3_600 },
      files: [upload.file],
      foreignRecords: [],
      faults: {
        ...faults,
        failed: 0,
        reset: 0,
        lostResponse: 0,
        producerCrashes: 0,
        consumerCrashesAfter: [],
      },
      outages: [],
      badDeploymentMinutes: 0,
      reshards: [],
      zeroConcurrencyMinutes: { producer: 0, consumers: 0 },
    },
    uploads: [upload],
    consumers: [consumer([outcome(0), outcome(6), outcome(12)])],
    foreignRecords: [],
    rejections: new Map(),
    keyDenied: new Set(),
    archiveRefused: new Set(),
    losses: [],
    invocations: [],
    faultyRequests: new Set(),
    killedRequests: new Set(),
    receipts: new Map(),
    startMillis: 0,
    batchingWindowSeconds: 0,
    failedReads: new Set(),
    shardParents: new Map(),
    traces: new Map(),
    isIdle: true,
    memoryMegabytes: new Map([['archiver', 1]]),
    recovery: noRecovery,
    ...changes,
  };
}

/** A successful invocation of the consumer for `shardId-0`, with these changes. */
export function invocation(changes: Partial<InvocationEvent> = {}): InvocationEvent {
  return {
    functionName: 'archiver',
    requestId: 'request',
    trigger: 'mapping',
    payload: JSON.stringify({ Records: [{ eventID: 'shardId-0:1' }] }),
    attempt: 1,
    outcome: { kind: 'succeeded', payload: '{"batchItemFailures":[]}' },
    durationMillis: 1,
    initDurationMillis: undefined,
    maxMemoryBytes: 1,
    ...changes,
  };
}

/** The outcome of the plain record at `offset`: a line of the file. */
export function plainOutcome(offset: number): RecordOutcome {
  const data = content.subarray(offset, offset + blockBytes);
  const digest = sourceDigest({ bucket: 'bucket', key: 'key', versionId: 'v1' });
  const partitionKey = formatPlainKey({ sourceDigest: digest, offset });
  const decoded = decodeRecord(data);
  const carried = carriedBlock(decoded, partitionKey);
  return outcome(offset, { data, decoded, carried, partitionKey });
}

/** An archive of runs of plain records, each given by its range. */
export function archiveOfRuns(...ranges: readonly (readonly [offset: number, endOffset: number])[]) {
  const source = { bucket: 'bucket', key: 'key', versionId: 'v1' };
  return ranges.map(([offset, endOffset]) => {
    const key = archiveKey({ source, offset, endOffset }, 'gz');
    return readArchivedObject(key, gzipSync(content.subarray(offset, endOffset)), [source]);
  });
}
