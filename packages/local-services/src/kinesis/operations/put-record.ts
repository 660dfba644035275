import type { Operation } from './operation.js';
import { encryptionTypeOf } from './encryption.js';
import { readPutEntry } from './new-record.js';
import { rateExceeded } from './rate-exceeded.js';
import { requestedStream } from './requested-stream.js';

/** One record. `SequenceNumberForOrdering` needs no care: a shard's numbers always increase. */
export const putRecord: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const { record, bytes, hashKey } = readPutEntry(members, stream);
  const shard = stream.route(hashKey);
  const nowMillis = catalogue.now();
  if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
    stream.statistics.countThrottled();
    throw rateExceeded(stream, shard, catalogue);
  }
  const [sequenceNumber] = stream.append(shard, [record], nowMillis);
  return { ShardId: shard.id, SequenceNumber: sequenceNumber, EncryptionType: encryptionTypeOf(stream) };
};
