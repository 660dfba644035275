import type { AggregateContents } from './aggregate-contents.js';
import { AggregateRecord } from './aggregate-record.js';

/** Walks the records of an aggregate, lazily. */
export function* aggregateRecords(contents: AggregateContents): Generator<AggregateRecord, void> {
  for (let index = 0; index < contents.places.count; index++) yield new AggregateRecord(contents, index);
}
