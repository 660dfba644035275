import { maxBlockRawBytes } from '@headwaters/record-codec';
import { describe, expect, test } from '@jest/globals';
import { planSeed } from '../../src/plan/draw-seed-plan.js';
import type { ProducerPlan } from '../../src/plan/producer-plan.js';
import type { FilePlan, SeedPlan } from '../../src/plan/seed-plan.js';

const newline = 10;

/** A line travels in its block up to this length, without its end. */
const maxLineBytes = maxBlockRawBytes - 1;

/** Every kind of fault that seeds are dealt, and how it shows in a plan. */
const kinds: Readonly<Record<string, (plan: SeedPlan) => boolean>> = {
  'entries throttled': ({ faults }) => faults.throttledEntry >= 0.3,
  'errors 500': ({ faults }) => faults.failed >= 0.1,
  'connections reset': ({ faults }) => faults.reset >= 0.1,
  'responses lost after the commit': ({ faults }) => faults.lostResponse >= 0.1,
  'garbage in answers': ({ faults }) => faults.garbled > 0,
  'answers beyond the deadline': ({ faults, producer }) =>
    faults.slow > 0 && producer.timeoutSeconds !== undefined,
  'no answer to the producer': ({ faults }) => faults.hung > 0,
  'no answer to a consumer': ({ faults }) => faults.consumerHangs > 0,
  'bodies that break off': ({ faults }) => faults.bodyCut > 0,
  'producer killed': ({ faults }) => faults.producerCrashes > 0,
  'consumer killed after a record': ({ faults }) => faults.consumerCrashesAfter.length > 0,
  'poison slipped in': ({ faults }) => faults.poison > 0,
  'poison undecodable': ({ foreignRecords }) => foreignRecords.some(({ kind }) => kind === 'undecodable'),
  'poison refused by the sink': ({ foreignRecords }) => foreignRecords.some(({ kind }) => kind === 'refused'),
  'archive denied': ({ faults }) => faults.archiveDenied > 0,
  'key denied': ({ faults }) => faults.kmsDenials > 0,
  'key throttled': ({ faults }) => faults.kmsThrottled > 0,
  'readings failed, iterators expired': ({ faults }) => faults.readingFailed > 0,
  'events tripled': ({ files }) => files.some(({ eventDelaysMillis }) => eventDelaysMillis.length === 3),
  'events shuffled': ({ files }) => new Set(files.map(firstDelayMillis)).size > 1,
  'events hours late': ({ files }) => files.some((file) => firstDelayMillis(file) > 3_600_000),
  'events throttled': ({ files }) => files.some(({ throttles }) => throttles > 0),
  'objects deleted': ({ files }) => files.some(({ fate }) => fate === 'versionDeleted'),
  'objects hidden': ({ files }) => files.some(({ fate }) => fate === 'hiddenByMarker'),
  'objects overwritten': ({ files }) => new Set(files.map(({ key }) => key)).size < files.length,
  'lines a byte below the limit': ({ files }) => files.some(hasLineOf(maxLineBytes - 1)),
  'lines at the limit': ({ files }) => files.some(hasLineOf(maxLineBytes)),
  'lines a byte above the limit': ({ files }) => files.some(hasLineOf(maxLineBytes + 1)),
  'lines of 100 MB': ({ files }) => files.some(hasLineOf(100_000_000)),
  'gzip bombs': ({ files }) => files.some(({ damage }) => damage === 'bomb'),
  'gzip with a wrong checksum': ({ files }) => files.some(({ damage }) => damage === 'wrong checksum'),
  'gzip cut short': ({ files }) => files.some(({ damage }) => damage === 'cut short'),
  'shards split': ({ reshards }) => reshards.some(({ kind }) => kind === 'split'),
  'shards merged': ({ reshards }) => reshards.some(({ kind }) => kind === 'merge'),
  'clock jumps': ({ clockJumpAfterCalls }) => clockJumpAfterCalls !== undefined,
  'producer with a concurrency of 0': ({ closedMinutes }) => closedMinutes.producer > 0,
  'consumers with a concurrency of 0': ({ closedMinutes }) => closedMinutes.consumers > 0,
};

/** The names of all kinds of faults. */
export const faultKinds = Object.keys(kinds);

/** The names of the kinds of faults that a seed is dealt. */
export function plannedFaults(plan: SeedPlan): string[] {
  return faultKinds.filter((name) => kinds[name]?.(plan));
}

function firstDelayMillis({ eventDelaysMillis }: FilePlan): number {
  return Math.min(...eventDelaysMillis);
}

/** Whether the second line has so many bytes, without its end. */
function hasLineOf(bytes: number): (file: FilePlan) => boolean {
  return ({ content }) => {
    const start = content.indexOf(newline) + 1;
    return start > 0 && content.indexOf(newline, start) - start === bytes;
  };
}

/** Enough for what is dealt least: a line of 100 MB. */
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
const settings = { cellBytes: 1_024, keySuffix: '.txt' };

const dealt = new Map<string, number>();
const deployments = new Set<string>();
for (const seed of seeds) {
  const plan = planSeed(seed, settings);
  for (const name of plannedFaults(plan)) dealt.set(name, (dealt.get(name) ?? 0) + 1);
  deployments.add(wordsFor(plan.producer));
}

function wordsFor({ layout, strategy }: ProducerPlan): string {
  return `${layout} by ${strategy}`;
}

describe('planSeed', () => {
  test.each(faultKinds)('deals %s', (name) => {
    expect(dealt.get(name) ?? 0).toBeGreaterThan(0);
  });

  test('deals every layout with every partition strategy', () => {
    const all = (['lines', 'csv', 'whole'] as const).flatMap((layout) =>
      (['object', 'spread', 'field'] as const).map((strategy) => wordsFor({ layout, strategy })),
    );
    // An object that is one record has no field.
    expect([...deployments].sort()).toEqual(all.filter((words) => words !== 'whole by field').sort());
  });
});
