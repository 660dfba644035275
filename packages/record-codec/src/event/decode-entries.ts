import { aggregateMessage, beginsAsAggregate } from '../kpl/aggregate-layout.js';
import { md5Digests } from '../kpl/md5-digests.js';
import { laneCount } from '../kpl/md5-lanes.js';
import { decodeBytes } from '../record/decode-bytes.js';
import { DecodedEntry } from './decoded-entry.js';
import type { KinesisEventRecord } from './kinesis-event.js';

/** Decodes Kinesis records as they are asked for, eight aggregates' MD5 at a time. */
export function* decodeEntries(
  records: readonly KinesisEventRecord[],
  options: { maxRawBytes?: number },
): Generator<DecodedEntry, void> {
  for (let start = 0; start < records.length; start += laneCount) {
    const group = records.slice(start, start + laneCount).map((record) => {
      return { record, data: Buffer.from(record.kinesis.data, 'base64') };
    });
    const messages = group
      .filter(({ data }) => beginsAsAggregate(data))
      .map(({ data }) => aggregateMessage(data));
    const digests = md5Digests(messages);
    for (const { record, data } of group)
      yield new DecodedEntry(record, () => decodeBytes(data, options, () => digests.shift()));
  }
}
