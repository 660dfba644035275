import type { Ending, HeldInvocation, ScriptStep } from '@headwaters/stack-simulator';
import { names } from './world-stack.js';
import type { WorldProgress } from './world-progress.js';
import { recordsOf, type World, type WorldRecord } from './world.js';

/** One event that can happen next, as the steps of a script. */
export interface Choice {
  readonly steps: readonly ScriptStep[];
  /** The progress of the world after it. */
  readonly progress: WorldProgress;
}

/** What decides which events can happen next. */
export interface Situation {
  readonly progress: WorldProgress;
  readonly held: readonly HeldInvocation[];
  /** Time until the next wait on the clock ends; `undefined` if nothing waits. */
  readonly nextWaitSeconds: number | undefined;
}

/** Steps before the first event: every invocation is held until an event ends it. */
export const openingSteps: readonly ScriptStep[] = [names.producer, names.consumer].map((name) => ({
  setFunction: { function: name, behaviours: [{ hold: true }] },
}));

/**
 * Lists the events that can happen next. None means that the run has ended.
 *
 * Records arrive, uploads are notified and shards are split at any time; an invocation ends at any time after its start; the
 * clock moves to the end of the next wait.
 */
export function listChoices(world: World, situation: Situation): readonly Choice[] {
  const { progress, held, nextWaitSeconds } = situation;
  const consumers = held.filter(({ request }) => request.functionName === names.consumer);
  const producers = held.filter(({ request }) => request.functionName === names.producer);
  const attempts = [...new Set(producers.map(({ request }) => request.attempt))];
  return [
    ...listPuts(world, progress),
    ...listChanges(world, progress),
    ...consumers.flatMap((invocation) => listConsumerEndings(world, progress, invocation)),
    ...attempts.flatMap((attempt) => listProducerEndings(world, progress, attempt)),
    ...(nextWaitSeconds === undefined ? [] : [{ steps: [{ advanceSeconds: nextWaitSeconds }], progress }]),
  ];
}

/** The next record of each sequence, or the next two in one call. */
function listPuts({ sequences }: World, progress: WorldProgress): readonly Choice[] {
  return sequences.flatMap((sequence, index) => {
    const done = progress.put[index] ?? 0;
    return [1, 2]
      .filter((count) => done + count <= sequence.length)
      .map((count) => ({
        steps: [putStep(sequence.slice(done, done + count))],
        progress: { ...progress, put: progress.put.with(index, done + count) },
      }));
  });
}

function putStep(records: readonly WorldRecord[]): ScriptStep {
  return {
    putRecords: {
      stream: names.stream,
      records: records.map(({ name, partitionKey, explicitHashKey }) => ({
        data: name,
        repeat: 1,
        partitionKey,
        explicitHashKey,
      })),
    },
  };
}

/** Each of these happens once at most. */
function listChanges(world: World, progress: WorldProgress): readonly Choice[] {
  const { upload, reshard, pauseSeconds } = world;
  const choices: Choice[] = [];
  if (upload !== undefined && !progress.uploaded)
    choices.push({ steps: uploadSteps(upload.copies), progress: { ...progress, uploaded: true } });
  if (reshard !== undefined && !progress.resharded)
    choices.push({ steps: [reshardStep(reshard)], progress: { ...progress, resharded: true } });
  if (pauseSeconds !== undefined && !progress.paused)
    choices.push({ steps: [{ advanceSeconds: pauseSeconds }], progress: { ...progress, paused: true } });
  if (progress.mapping === 'disabled')
    choices.push({ steps: [mappingStep(true)], progress: { ...progress, mapping: 'enabled again' } });
  if (world.disable && progress.mapping === 'enabled')
    choices.push({ steps: [mappingStep(false)], progress: { ...progress, mapping: 'disabled' } });
  return choices;
}

function uploadSteps(copies: number): readonly ScriptStep[] {
  const delaysSeconds = Array.from({ length: copies }, () => 0);
  return [
    { setNotifications: { delaysSeconds } },
    { upload: { bucket: names.bucket, key: 'upload.txt', body: 'text', by: 'put' } },
  ];
}

function reshardStep(reshard: NonNullable<World['reshard']>): ScriptStep {
  const stream = names.stream;
  if ('split' in reshard) {
    const { split: shard, newStartingHashKey } = reshard;
    return { splitShard: { stream, shard, newStartingHashKey } };
  }
  return { mergeShards: { stream, shard: reshard.merge, adjacentShard: reshard.adjacentShard } };
}

function mappingStep(enabled: boolean): ScriptStep {
  return { setMapping: { mapping: names.mapping, enabled } };
}

/** How an invocation of the consumer can end. */
function listConsumerEndings(world: World, progress: WorldProgress, held: HeldInvocation): readonly Choice[] {
  const records = held.records.map(({ data }) => data);
  const finish = (behaviour: Ending, after = progress): Choice => ({
    steps: [{ finishInvocation: { function: names.consumer, records, behaviour } }],
    progress: after,
  });
  const choices = batchEndings(world, records).map((ending) => finish(ending));
  if (progress.throttles < (world.throttles ?? 0))
    choices.push(finish({ throttle: true }, { ...progress, throttles: progress.throttles + 1 }));
  if (progress.failures < (world.failures ?? 0))
    choices.push(finish({ throw: 'interrupted' }, { ...progress, failures: progress.failures + 1 }));
  return choices;
}

/**
 * What the records of a batch make of it. If one is reported and a later one ends the process, both endings are possible: the
 * function may stop at the first failure, or not.
 */
function batchEndings(world: World, batch: readonly string[]): readonly Ending[] {
  const all = recordsOf(world);
  const withFate = (fate: WorldRecord['fate']) => batch.filter((name) => all.get(name)?.fate === fate);
  const [permanent, crashing] = [withFate('permanent'), withFate('crash')];
  const endings: Ending[] = [];
  if (!world.mapping.partialResponses) {
    const failing = [...permanent, ...crashing];
    return [failing.length === 0 ? { respond: null } : { throwOn: failing }];
  }
  const stopsBefore = batch.findIndex((name) => crashing.includes(name));
  const reported = permanent.filter((name) => stopsBefore < 0 || batch.indexOf(name) < stopsBefore);
  if (reported.length > 0) endings.push({ reportFailed: reported });
  if (crashing.length > 0) endings.push({ throwOn: crashing });
  return endings.length === 0 ? [{ respond: null }] : endings;
}

/** How an attempt of the producer can end. It fails before or after it puts the records. */
function listProducerEndings(world: World, progress: WorldProgress, attempt: number): readonly Choice[] {
  const { upload } = world;
  if (upload === undefined) return [];
  const finish = (behaviour: Ending): ScriptStep => ({
    finishInvocation: { function: names.producer, attempt, behaviour },
  });
  const put = putStep(upload.records);
  const choices: Choice[] = [{ steps: [put, finish({ respond: null })], progress }];
  if (progress.uploadFailures < upload.failures) {
    const after = { ...progress, uploadFailures: progress.uploadFailures + 1 };
    const fail = finish({ throw: 'interrupted' });
    choices.push({ steps: [fail], progress: after }, { steps: [put, fail], progress: after });
  }
  if (progress.uploadThrottles < upload.throttles) {
    const after = { ...progress, uploadThrottles: progress.uploadThrottles + 1 };
    choices.push({ steps: [finish({ throttle: true })], progress: after });
  }
  return choices;
}
