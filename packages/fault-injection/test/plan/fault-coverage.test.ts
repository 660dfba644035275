import { maxBlockRawBytes } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import {
  type KillerKind,
  containsKiller,
  createKillerBlock,
  killerLine,
} from '../../src/killers/killer-record.js';
import { drawSeedPlan } from '../../src/plan/draw-seed-plan.js';
import type { OutagePlan } from '../../src/plan/outages.js';
import type { ProducerPlan } from '../../src/plan/producer-plan.js';
import type { RecoveryStep } from '../../src/plan/recovery-plan.js';
import type { FilePlan, SeedPlan } from '../../src/plan/seed-plan.js';

const newline = 10;

/** Longest line that fits in a block, in bytes without its newline. */
const maxLineBytes = maxBlockRawBytes - 1;

/** Every kind of fault, and whether a plan contains it. */
const faultKinds: readonly (readonly [name: string, isPlanned: (plan: SeedPlan) => boolean])[] = [
  ['throttled entries', ({ faults }) => faults.throttledEntry >= 0.3],
  ['responses with status 500', ({ faults }) => faults.failed >= 0.1],
  ['connection resets', ({ faults }) => faults.reset >= 0.1],
  ['responses lost after the call was executed', ({ faults }) => faults.lostResponse >= 0.1],
  ['corrupt responses', ({ faults }) => faults.corruptResponse > 0],
  [
    'slow responses to short invocations',
    ({ faults, producer }) => faults.slow > 0 && producer.timeoutSeconds !== undefined,
  ],
  ['no response to the producer', ({ faults }) => faults.hung > 0],
  ['no response to a consumer', ({ faults }) => faults.consumerHangs > 0],
  ['cut response bodies', ({ faults }) => faults.bodyCut > 0],
  ['a killed producer', ({ faults }) => faults.producerCrashes > 0],
  ['consumers killed at a Kinesis record', ({ faults }) => faults.consumerCrashesAfter.length > 0],
  ['added poison', ({ faults }) => faults.poison > 0],
  ['undecodable poison', ({ foreignRecords }) => foreignRecords.some(({ kind }) => kind === 'undecodable')],
  [
    'poison that the sink refuses',
    ({ foreignRecords }) => foreignRecords.some(({ kind }) => kind === 'refused'),
  ],
  ['blocks that the archive refuses', ({ faults }) => faults.archiveRefused > 0],
  ['a foreign killer', ({ foreignRecords }) => foreignRecords.some(({ kind }) => kind === 'killer')],
  ['a killer in a file', hasFile(({ content }) => containsKiller(content))],
  ['a killer that exits', hasKiller('exit')],
  ['a killer that uses up the memory', hasKiller('memory')],
  ['a killer that loops', hasKiller('loop')],
  ['an archive that is denied to consumers', hasOutage('consumers', 'archive', 'denied')],
  ['an archive with a disabled key', hasOutage('consumers', 'archive', 'keyDisabled')],
  ['an archive that is unavailable', hasOutage('consumers', 'archive', 'unavailable')],
  ['an archive that does not respond', hasOutage('consumers', 'archive', 'hang')],
  ['a ledger that is unavailable', hasOutage('consumers', 'ledger', 'unavailable')],
  ['a failures bucket that is unavailable', hasOutage('consumers', 'failures', 'unavailable')],
  ['an archive that fails for an unknown reason', hasOutage('consumers', 'archive', 'unknown')],
  ['a source that is denied to the producer', hasOutage('producer', 'source', 'denied')],
  ['a source whose objects are missing', hasOutage('producer', 'source', 'notFound')],
  ['a source with a disabled key', hasOutage('producer', 'source', 'keyDisabled')],
  ['a source that is unavailable', hasOutage('producer', 'source', 'unavailable')],
  ['an outage of 2.5 hours', ({ outages }) => outages.some(({ endSeconds }) => endSeconds >= 9_000)],
  ['a bad deployment of 50 minutes', ({ badDeploymentMinutes }) => badDeploymentMinutes === 50],
  ['quarantine after an hour', ({ consumer }) => consumer.quarantineAfterSeconds === 3_600],
  ['quarantine after a minute', ({ consumer }) => consumer.quarantineAfterSeconds === 60],
  ['a denied KMS key', ({ faults }) => faults.kmsDenials > 0],
  ['a throttled KMS key', ({ faults }) => faults.kmsThrottled > 0],
  ['failed reads and expired iterators', ({ faults }) => faults.readFailed > 0],
  ['events delivered 3 times', hasFile(({ eventDelaysMillis }) => eventDelaysMillis.length === 3)],
  ['events in another order than the uploads', ({ files }) => new Set(files.map(firstDelayMillis)).size > 1],
  ['events more than 1 hour late', hasFile((file) => firstDelayMillis(file) > 3_600_000)],
  ['throttled events', hasFile(({ throttleCount }) => throttleCount > 0)],
  ['deleted object versions', hasFile(({ objectChange }) => objectChange === 'versionDeleted')],
  ['objects hidden by a delete marker', hasFile(({ objectChange }) => objectChange === 'deleteMarkerAdded')],
  ['overwritten objects', ({ files }) => new Set(files.map(({ key }) => key)).size < files.length],
  ['lines 1 byte below the limit', hasFile(hasSecondLineOf(maxLineBytes - 1))],
  ['lines at the limit', hasFile(hasSecondLineOf(maxLineBytes))],
  ['lines 1 byte above the limit', hasFile(hasSecondLineOf(maxLineBytes + 1))],
  ['lines of 100 MB', hasFile(hasSecondLineOf(100_000_000))],
  ['gzip bombs', hasFile(({ damage }) => damage === 'bomb')],
  ['gzip with a wrong checksum', hasFile(({ damage }) => damage === 'wrongChecksum')],
  ['truncated gzip', hasFile(({ damage }) => damage === 'truncated')],
  ['shard splits', ({ reshards }) => reshards.some(({ kind }) => kind === 'split')],
  ['shard merges', ({ reshards }) => reshards.some(({ kind }) => kind === 'merge')],
  ['an event that is lost', hasFile(({ eventDelaysMillis }) => eventDelaysMillis.length === 0)],
  ['a consumer to fill', ({ recovery }) => recovery?.fills === true],
  ...(['redrive', 'backfill', 'replay', 'fill'] as const).flatMap((command) =>
    (['once', 'killed', 'twice'] as const).map(
      (course) =>
        [
          `${command}: ${course}`,
          hasStep((step) => step.command === command && step.course === course),
        ] as const,
    ),
  ),
  ...(['redrive', 'backfill', 'replay', 'fill'] as const).map(
    (command) =>
      [
        `${command} while uploads go on`,
        hasStep((step) => step.command === command && step.atMinutes !== undefined),
      ] as const,
  ),
  ['clock jumps', ({ clockJumpAfterCalls }) => clockJumpAfterCalls !== undefined],
  ['a producer with a concurrency of 0', ({ zeroConcurrencyMinutes }) => zeroConcurrencyMinutes.producer > 0],
  ['consumers with a concurrency of 0', ({ zeroConcurrencyMinutes }) => zeroConcurrencyMinutes.consumers > 0],
];

function hasFile(isMatch: (file: FilePlan) => boolean): (plan: SeedPlan) => boolean {
  return ({ files }) => files.some(isMatch);
}

function hasStep(isMatch: (step: RecoveryStep) => boolean): (plan: SeedPlan) => boolean {
  return ({ recovery }) => recovery?.steps.some(isMatch) ?? false;
}

function hasKiller(kind: KillerKind): (plan: SeedPlan) => boolean {
  const line = killerLine(kind);
  const foreign = createKillerBlock(kind, 'killer');
  return ({ files, foreignRecords }) =>
    files.some(({ content }) => content.includes(line)) ||
    foreignRecords.some(({ data }) => data.equals(foreign));
}

function hasOutage(
  caller: OutagePlan['caller'],
  bucket: OutagePlan['bucket'],
  error: OutagePlan['error'],
): (plan: SeedPlan) => boolean {
  return ({ outages }) =>
    outages.some((outage) => outage.caller === caller && outage.bucket === bucket && outage.error === error);
}

function firstDelayMillis({ eventDelaysMillis }: FilePlan): number {
  return eventDelaysMillis.length === 0 ? 0 : Math.min(...eventDelaysMillis);
}

/** @param bytes - Length of the second line without its newline. */
function hasSecondLineOf(bytes: number): (file: FilePlan) => boolean {
  return ({ content }) => {
    const start = content.indexOf(newline) + 1;
    return start > 0 && content.indexOf(newline, start) - start === bytes;
  };
}

/** Enough seeds for the rarest fault: a line of 100 MB. */
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
const settings = { cellBytes: 1_024, keySuffix: '.txt', wire: 'block' } as const;

/** Number of seeds by fault. Plans are not kept, because some contain files of 100 MB. */
const seedCounts = new Map<string, number>();
const deployments = new Set<string>();
for (const seed of seeds) {
  const plan = drawSeedPlan(seed, settings);
  for (const [name, isPlanned] of faultKinds)
    if (isPlanned(plan)) seedCounts.set(name, (seedCounts.get(name) ?? 0) + 1);
  deployments.add(describeDeployment(plan.producer));
}

function describeDeployment({ layout, strategy }: Pick<ProducerPlan, 'layout' | 'strategy'>): string {
  return `${layout} by ${strategy}`;
}

describe('drawSeedPlan', () => {
  it.each(faultKinds)('plans %s in at least 1 of 200 seeds', (name) => {
    expect(seedCounts.get(name) ?? 0).toBeGreaterThan(0);
  });

  it('plans every record layout with every partition strategy, except whole by field', () => {
    const all = (['lines', 'csv', 'whole'] as const).flatMap((layout) =>
      (['object', 'spread', 'field'] as const).map((strategy) => describeDeployment({ layout, strategy })),
    );
    // The layout `whole` (the object is one record) has no fields.
    expect([...deployments].sort()).toEqual(all.filter((words) => words !== 'whole by field').sort());
  });
});
