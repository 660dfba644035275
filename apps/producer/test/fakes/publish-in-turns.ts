import type { BlockSource } from '@headwaters/record-codec';
import { type Position, startOfObject } from '../../src/event/task.js';
import type { PutRecords, StreamRecord } from '../../src/lane/put-records.js';
import { type Publication, publishObject } from '../../src/publication/publish-object.js';
import { Deadline } from '../../src/time.js';
import { fakePublication } from './fake-publication.js';
import { bodyOf, fakeS3 } from './fake-s3.js';

const marginMillis = 5_000;
const requestMillis = 1_000;

/** What is published in turns. */
export interface Turns {
  readonly source: BlockSource;
  /** The object as S3 has it. */
  readonly stored: Buffer;
  /** Requests, of one record each, that an invocation has time for. */
  readonly requestsPerTurn: number;
  readonly settings?: Partial<Pick<Publication, 'layout' | 'csvHeader' | 'partitioning'>>;
  readonly onStored: (record: StreamRecord) => void;
}

/** Publishes an object in cells of 64 bytes, in as many invocations as it takes. */
export async function publishInTurns({ source, stored, requestsPerTurn, settings, onStored }: Turns) {
  const { s3 } = fakeS3(({ Range }) => bodyOf(stored.subarray(Number(/\d+/.exec(Range ?? '0')?.[0]))));
  let start: Position = startOfObject;
  let turns = 0;
  for (let isComplete = false; !isComplete; turns++) {
    const putRecords: PutRecords = (records) => {
      publication.clock.pass(requestMillis);
      records.forEach(onStored);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const publication = {
      ...fakePublication(s3, putRecords),
      cellBytes: 64,
      maxPendingBytes: 1,
      ...settings,
    };
    const deadline = new Deadline(publication.clock, marginMillis + requestsPerTurn * requestMillis);
    const outcome = await publishObject({ upload: { source }, start }, { ...publication, deadline });
    isComplete = outcome.kind === 'complete';
    start = outcome.end;
  }
  return { turns, end: start };
}
