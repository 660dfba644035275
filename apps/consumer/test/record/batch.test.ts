import { describe, expect, it } from '@jest/globals';
import { readBatch } from '../../src/record/batch.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { streamEventRecord } from '../events/stream-event.js';

const record = streamEventRecord(Buffer.from('tide'));

const without = (fields: object, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

describe('readBatch', () => {
  it.each([
    ['an event without Records', { records: [] }, 'Records is missing'],
    ['Records that are no list', { Records: {} }, 'Records must be a list'],
    ['a record that is no object', { Records: ['secret'] }, 'Records.0 must be an object'],
    ['an SQS message', { Records: [{ body: 'secret' }] }, 'Records.0.kinesis is missing'],
    ['no sequence number', { Records: [{ kinesis: {} }] }, 'Records.0.kinesis.sequenceNumber is missing'],
    ['a string', 'secret', 'it must be an object'],
  ])('says of %s what is wrong, without a value', (_, event, fault) => {
    expect(() => readBatch(event)).toThrow(
      expect.objectContaining({ message: `The event is not a batch of Kinesis records: ${fault}` }),
    );
  });
});

describe('readStreamRecord', () => {
  it.each(['eventID', 'eventSourceARN', 'kinesis'])('reports an absent %s as missing', (name) => {
    expect(() => readStreamRecord(without(record, name))).toThrow(
      `The record is not part of a Kinesis event: ${name} is missing`,
    );
  });

  it.each(['data', 'partitionKey', 'sequenceNumber'])('reports an absent kinesis.%s as missing', (name) => {
    const kinesis = without(record.kinesis, name);
    expect(() => readStreamRecord({ ...record, kinesis })).toThrow(`: kinesis.${name} is missing`);
  });

  it('takes the time of reading as the arrival, if a test event has none', () => {
    const kinesis = without(record.kinesis, 'approximateArrivalTimestamp');
    expect(readStreamRecord({ ...record, kinesis }, 1_234).arrivedAtMillis).toBe(1_234);
  });
});

describe('readBatch, with records of the same sequence number', () => {
  const siblingsOf = (...payloads: string[]) => {
    const same = payloads.map((payload) => streamEventRecord(Buffer.from(payload), 7));
    const Records = [streamEventRecord(Buffer.from('first'), 0), ...same];
    return readBatch({ Records }).records.map(({ sibling }) => sibling);
  };

  it('distinguishes them by their content, which is the same in every batch', () => {
    const [first, a, b] = siblingsOf('a', 'b');
    expect(first).toBeUndefined();
    expect(a).not.toBe(b);
    expect(siblingsOf('c', 'b', 'a')).toEqual([undefined, expect.any(String), b, a]);
  });

  it('distinguishes none in a batch where each has its own', () => {
    expect(siblingsOf('a')).toEqual([undefined, undefined]);
  });
});

describe('readStreamRecord, of a record that Lambda took out of an aggregate', () => {
  it('reads the shard, whatever follows it in the event id: AWS does not document its form', () => {
    const eventID = `${record.eventID}.3`;
    expect(readStreamRecord({ ...record, eventID }).shardId).toBe('shardId-000000000000');
  });
});
