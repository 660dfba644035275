import type { BlockSource } from '@headwaters/record-codec';
import { startOfObject, type Position } from '../../src/event/task.js';
import type { KinesisRecord, PutRecords } from '../../src/lane/put-records.js';
import type { Settings } from '../../src/publication/invocation.js';
import { publishObject } from '../../src/publication/publish-object.js';
import { fakeInvocation, type FakeInvocation } from './fake-invocation.js';
import { s3With } from './fake-s3.js';

const marginMillis = 5_000;
const requestMillis = 1_000;

export interface Turns {
  readonly source: BlockSource;
  /** The object as S3 stores it. */
  readonly stored: Buffer;
  /** Requests, of one Kinesis record each, for which an invocation has time. */
  readonly requestsPerTurn: number;
  /** What ends an invocation. Default: the deadline. */
  readonly endedBy?: 'deadline' | 'fair share';
  readonly settings?: Partial<Settings>;
  readonly onStored: (record: KinesisRecord) => void;
}

/** Publishes an object in cells of 64 bytes, in as many invocations as it takes. */
export async function publishInTurns(turn: Turns) {
  const { source, stored, requestsPerTurn, settings, onStored, endedBy = 'deadline' } = turn;
  const s3 = s3With({ [`${source.bucket}/${source.key}`]: stored }, { chunkBytes: 64 });
  const turnSeconds = (requestsPerTurn * requestMillis) / 1_000;
  const limits =
    endedBy === 'deadline'
      ? { remainingMillis: marginMillis + turnSeconds * 1_000, fairShareSeconds: Infinity }
      : { remainingMillis: 900_000, fairShareSeconds: turnSeconds };
  let start: Position = startOfObject;
  let turns = 0;
  for (let isComplete = false; !isComplete; turns++) {
    const putRecords: PutRecords = (records) => {
      invocation.ports.clock.pass(requestMillis);
      records.forEach(onStored);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const invocation: FakeInvocation = fakeInvocation(s3.client, {
      putRecords,
      settings: {
        cellBytes: 64,
        maxPendingBytes: 1,
        ...settings,
      },
      fairShareSeconds: limits.fairShareSeconds,
      remainingMillis: limits.remainingMillis,
    });
    const outcome = await publishObject({ upload: { source }, start }, invocation, () => Promise.resolve());
    isComplete = outcome.kind === 'complete';
    start = outcome.end;
  }
  return { turns, end: start };
}
