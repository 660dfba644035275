import { deregisterConsumer, describeConsumer, listConsumers, registerConsumer } from './consumers.js';
import { getRecords, getShardIterator } from './get-records.js';
import type { Operation } from './operation.js';
import { putRecord, putRecords } from './put-records.js';
import { mergeShards, splitShard, updateShardCount } from './resharding.js';
import { listShards } from './shards.js';
import {
  decreaseRetention,
  describeLimits,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  increaseRetention,
  startStreamEncryption,
  stopStreamEncryption,
  updateStreamMode,
} from './stream-settings.js';
import { createStream, deleteStream, describeStream, describeStreamSummary, listStreams } from './streams.js';
import {
  addTagsToStream,
  listTagsForResource,
  listTagsForStream,
  removeTagsFromStream,
  tagResource,
  untagResource,
} from './tags.js';

/** Supported operations by name, except for SubscribeToShard, which responds with events. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['AddTagsToStream', addTagsToStream],
  ['CreateStream', createStream],
  ['DecreaseStreamRetentionPeriod', decreaseRetention],
  ['DeleteStream', deleteStream],
  ['DeregisterStreamConsumer', deregisterConsumer],
  ['DescribeLimits', describeLimits],
  ['DescribeStream', describeStream],
  ['DescribeStreamConsumer', describeConsumer],
  ['DescribeStreamSummary', describeStreamSummary],
  ['DisableEnhancedMonitoring', disableEnhancedMonitoring],
  ['EnableEnhancedMonitoring', enableEnhancedMonitoring],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['IncreaseStreamRetentionPeriod', increaseRetention],
  ['ListShards', listShards],
  ['ListStreamConsumers', listConsumers],
  ['ListStreams', listStreams],
  ['ListTagsForResource', listTagsForResource],
  ['ListTagsForStream', listTagsForStream],
  ['MergeShards', mergeShards],
  ['PutRecord', putRecord],
  ['PutRecords', putRecords],
  ['RegisterStreamConsumer', registerConsumer],
  ['RemoveTagsFromStream', removeTagsFromStream],
  ['SplitShard', splitShard],
  ['StartStreamEncryption', startStreamEncryption],
  ['StopStreamEncryption', stopStreamEncryption],
  ['TagResource', tagResource],
  ['UntagResource', untagResource],
  ['UpdateShardCount', updateShardCount],
  ['UpdateStreamMode', updateStreamMode],
]);
