import { contentDigest, describeIssue } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { StreamEventError } from '../errors.js';
import { readStreamRecord, type StreamRecord } from './stream-record.js';

/** The Kinesis records of an event. */
export interface Batch {
  /** The Kinesis records, up to the first that can't be read. */
  readonly records: readonly StreamRecord[];
  /** The first whose position can't be read, so that it can't be quarantined either. Lambda never sends one. */
  readonly unreadable: { readonly sequenceNumber: string; readonly error: StreamEventError } | undefined;
}

/** What a batch needs for a failure in it to be reported: the sequence number of each Kinesis record. */
const batchSchema = v.object(
  {
    Records: v.array(
      v.looseObject(
        {
          kinesis: v.looseObject(
            {
              sequenceNumber: v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty')),
            },
            'must be an object',
          ),
        },
        'must be an object',
      ),
      'must be a list',
    ),
  },
  'must be an object',
);

/**
 * Reads the Kinesis records of an event. Decodes none.
 *
 * @throws {@link StreamEventError} if it is not a Kinesis batch.
 */
export function readBatch(event: unknown): Batch {
  const result = v.safeParse(batchSchema, event);
  if (!result.success) {
    const faults = result.issues.map(describeIssue).join('; ');
    throw new StreamEventError(`The event is not a batch of Kinesis records: ${faults}`);
  }
  const records: StreamRecord[] = [];
  for (const eventRecord of result.output.Records) {
    try {
      records.push(readStreamRecord(eventRecord));
    } catch (error) {
      if (!(error instanceof StreamEventError)) throw error;
      return {
        records: withSiblings(records),
        unreadable: { sequenceNumber: eventRecord.kinesis.sequenceNumber, error },
      };
    }
  }
  return { records: withSiblings(records), unreadable: undefined };
}

/** Distinguishes the Kinesis records that have the same sequence number. */
function withSiblings(records: readonly StreamRecord[]): readonly StreamRecord[] {
  const counts = new Map<string, number>();
  for (const { sequenceNumber } of records) counts.set(sequenceNumber, (counts.get(sequenceNumber) ?? 0) + 1);
  if (counts.size === records.length) return records;
  return records.map((record) => {
    if (counts.get(record.sequenceNumber) === 1) return record;
    return { ...record, sibling: contentDigest(record) };
  });
}
