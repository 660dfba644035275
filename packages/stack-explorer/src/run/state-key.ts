import { hash } from 'node:crypto';
import type { Batch, KinesisEventRecord, LaneState, PollerState } from '@headwaters/stack-simulator';
import type { WorldProgress } from '../world/world-progress.js';
import type { World } from '../world/world.js';
import type { WorldRun } from './world-run.js';

/**
 * Returns a digest of everything that decides the future of a run. Two runs with the same key have the same future, so only one
 * of them is continued.
 *
 * Not included, because the future does not depend on it: the absolute time, request ids, and which of several equal
 * notifications is which. The age of records is included if the mapping has a maximum age. Waits that end at the same
 * time on different shards are sorted: what they start does not touch the other shard.
 */
export function stateKey(world: World, run: WorldRun, progress: WorldProgress): string {
  const { nowMillis, held } = run;
  const agesMillis = world.mapping.maximumAgeSeconds !== undefined;
  const notifications = held.filter(({ request }) => request.trigger === 'notification');
  const batches = held.filter(({ request }) => request.trigger === 'mapping');
  const state = [
    progress,
    run.stream.contents.map(({ open, data }) => [open, data]),
    Object.values(run.mappings).map((mapping) => mappingState(mapping, agesMillis ? nowMillis : undefined)),
    run.waits
      .filter(({ owner }) => owner.includes('/'))
      .map(({ owner, dueMillis }) => [dueMillis - nowMillis, owner.split('/').slice(0, -1).join(), owner])
      .sort(compareWaits),
    batches
      .map(({ request, records }) =>
        [request.attempt, ...records.map(({ sequenceNumber }) => sequenceNumber)].join(),
      )
      .sort(),
    notifications.length,
    run.monitor.digest(
      nowMillis,
      notifications.map(({ request }) => JSON.parse(request.payload) as unknown),
    ),
  ];
  return hash('md5', JSON.stringify(state), 'base64');
}

type WaitState = readonly (number | string)[];

/** By time, then by shard. Waits of one shard keep the order in which they began, which is the order in which they end. */
function compareWaits([dueA = 0, shardA = '']: WaitState, [dueB = 0, shardB = '']: WaitState): number {
  if (dueA !== dueB) return dueA < dueB ? -1 : 1;
  return shardA < shardB ? -1 : Number(shardA > shardB);
}

/** @param nowMillis - Set if the age of records matters. */
function mappingState({ enabled, drained, readers }: PollerState, nowMillis: number | undefined): unknown {
  return [
    enabled,
    [...drained].sort(),
    Object.entries(readers)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([shardId, reader]) => [
        shardId,
        'sequenceNumber' in reader.position ? reader.position.sequenceNumber : 0,
        reader.readToEnd,
        reader.recovering,
        reader.drained,
        reader.lanes.map((lane) => laneState(lane, nowMillis)),
      ]),
  ];
}

function laneState({ waiting, batches, working }: LaneState, nowMillis: number | undefined): unknown {
  const identify = ({ eventID, kinesis }: KinesisEventRecord) =>
    nowMillis === undefined
      ? eventID
      : [eventID, nowMillis - Math.round(kinesis.approximateArrivalTimestamp * 1_000)];
  const describe = ({ records, failures, invocations, throttles }: Batch) => [
    records.map(identify),
    failures,
    invocations,
    throttles,
  ];
  return [working, waiting.map(identify), batches.map(describe)];
}
