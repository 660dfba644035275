import { decodeBlockData } from '../block/decode-block-data.js';
import { aggregateMessage, beginsAsAggregate } from '../kpl/aggregate-layout.js';
import { decodeAggregate } from '../kpl/decode-aggregate.js';
import { md5Digests } from '../kpl/md5-digests.js';
import { laneCount } from '../kpl/md5-lanes.js';
import { DecodedEntry } from './decoded-entry.js';
import type { KinesisEventRecord } from './kinesis-event.js';

/** Decodes Kinesis records as they are asked for, four aggregates' MD5 at a time. */
export function* decodeEntries(
  records: readonly KinesisEventRecord[],
  options: { maxRawBytes?: number },
): Generator<DecodedEntry, void> {
  for (let start = 0; start < records.length; start += laneCount) {
    const group = records.slice(start, start + laneCount).map((record) => {
      const data = Buffer.from(record.kinesis.data, 'base64');
      return { record, data, isAggregate: beginsAsAggregate(data) };
    });
    const digests = md5Digests(
      group.filter(({ isAggregate }) => isAggregate).map(({ data }) => aggregateMessage(data)),
    );
    for (const { record, data, isAggregate } of group) {
      const digest = isAggregate ? digests.shift() : undefined;
      yield new DecodedEntry(record, () =>
        isAggregate
          ? decodeAggregate(data, digest)
          : (decodeBlockData(data, options) ?? { profile: 'plain', bytes: data }),
      );
    }
  }
}
