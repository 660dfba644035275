import { createStream } from './operations/create-stream.js';
import { deleteStream } from './operations/delete-stream.js';
import { describeStream, describeStreamSummary } from './operations/describe-stream.js';
import { startStreamEncryption, stopStreamEncryption } from './operations/encryption.js';
import { getRecords } from './operations/get-records.js';
import { getShardIterator } from './operations/get-shard-iterator.js';
import { listShards } from './operations/list-shards.js';
import { listStreams } from './operations/list-streams.js';
import type { Operation } from './operations/operation.js';
import { putRecord } from './operations/put-record.js';
import { putRecords } from './operations/put-records.js';
import { mergeShards, splitShard, updateShardCount } from './operations/resharding.js';
import { decreaseRetention, increaseRetention } from './operations/retention.js';
import {
  describeLimits,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  updateStreamMode,
} from './operations/stream-settings.js';
import { listTagsForResource, listTagsForStream, tagStream, untagStream } from './operations/tags.js';

/** What is served, by the name that follows `Kinesis_20131202.` in `X-Amz-Target`. All else is answered 501. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['AddTagsToStream', tagStream],
  ['CreateStream', createStream],
  ['DecreaseStreamRetentionPeriod', decreaseRetention],
  ['DeleteStream', deleteStream],
  ['DescribeLimits', describeLimits],
  ['DescribeStream', describeStream],
  ['DescribeStreamSummary', describeStreamSummary],
  ['DisableEnhancedMonitoring', disableEnhancedMonitoring],
  ['EnableEnhancedMonitoring', enableEnhancedMonitoring],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['IncreaseStreamRetentionPeriod', increaseRetention],
  ['ListShards', listShards],
  ['ListStreams', listStreams],
  ['ListTagsForResource', listTagsForResource],
  ['ListTagsForStream', listTagsForStream],
  ['MergeShards', mergeShards],
  ['PutRecord', putRecord],
  ['PutRecords', putRecords],
  ['RemoveTagsFromStream', untagStream],
  ['SplitShard', splitShard],
  ['StartStreamEncryption', startStreamEncryption],
  ['StopStreamEncryption', stopStreamEncryption],
  ['TagResource', tagStream],
  ['UntagResource', untagStream],
  ['UpdateShardCount', updateShardCount],
  ['UpdateStreamMode', updateStreamMode],
]);
