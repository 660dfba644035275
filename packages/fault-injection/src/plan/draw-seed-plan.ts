import { RandomSource } from '@headwaters/test-kit';
import { type ConsumerPlan, drawConsumer } from './consumer-plan.js';
import { drawFiles } from './draw-files.js';
import { drawForeignRecord } from './foreign-records.js';
import { type OutagePlan, badDeploymentMinutes, brokenArchive, drawOutages } from './outages.js';
import { plantKiller } from './plant-killer.js';
import { type ProducerPlan, drawProducer } from './producer-plan.js';
import { drawRecovery } from './draw-recovery.js';
import type { FaultRates, PlanSettings, ReshardPlan, SeedPlan } from './seed-plan.js';

/**
 * Draws the plan of a seed. The same seed and settings give the same plan.
 *
 * The order of the draws is part of the plan: a new or moved draw changes every seed.
 */
export function drawSeedPlan(seed: number, settings: PlanSettings): SeedPlan {
  const random = new RandomSource(seed);
  const producer = drawProducer(random, settings.wire);
  const flow = drawFlow(random, producer, settings);
  const plan = { seed, producer, ...flow, ...drawFailures(random, flow, settings) };
  const { files, foreignRecords, consumer, faults } = plan;
  const { archiveRefused = faults.archiveRefused, ...repaired } = drawRecovery(random, {
    files,
    foreignRecords,
    quarantineAfterSeconds: consumer.quarantineAfterSeconds,
  });
  return { ...plan, faults: { ...faults, archiveRefused }, ...repaired };
}

/** What flows through the pipeline, and the faults of calls on the way. */
type Flow = Omit<SeedPlan, 'seed' | 'producer' | keyof Failures>;

function drawFlow(random: RandomSource, producer: ProducerPlan, settings: PlanSettings): Flow {
  return {
    files: drawFiles(random, producer, settings),
    foreignRecords: Array.from({ length: random.below(2) }, (_, index) =>
      drawForeignRecord(random, String(index)),
    ),
    faults: drawFaultRates(random, producer),
    reshards: drawReshards(random),
    ...(random.fraction() < 0.1 && { clockJumpAfterCalls: random.below(10) }),
    zeroConcurrencyMinutes: {
      producer: random.fraction() < 0.02 ? 1 + random.below(90) : 0,
      consumers: random.fraction() < 0.1 ? 1 + random.below(90) : 0,
    },
  };
}

/** What fails for longer than one call. */
interface Failures {
  readonly consumer: ConsumerPlan;
  readonly outages: readonly OutagePlan[];
  readonly badDeploymentMinutes: number;
}

/** Share of the seeds with a record that kills the process of its consumer. Small, as {@link crashShare}. */
const killerShare = 0.05;

/** Share of the seeds in which every invocation of a consumer fails, and of those in which every block fails in the archive. */
const badDeploymentShare = 0.03;

/** Draws what fails for long. Draws that came later are at the end, so that the plans of older seeds have not changed. */
function drawFailures(
  random: RandomSource,
  { files, foreignRecords, clockJumpAfterCalls }: Flow,
  { wire }: PlanSettings,
): Failures & Partial<Pick<Flow, 'files' | 'foreignRecords'>> {
  const outages = drawOutages(random);
  const hasKiller = random.fraction() < killerShare;
  const killer = hasKiller && plantKiller(random, { files, foreignRecords }, wire);
  const consumer = drawConsumer(random, hasKiller);
  const deployment = random.fraction() / badDeploymentShare;
  // After a jump of the clock, a Kinesis record seems to be older than the deployment lasts.
  const mayFailUnknown = consumer.quarantineAfterSeconds >= 3_600 && clockJumpAfterCalls === undefined;
  return {
    ...(killer && { files: killer.files, foreignRecords: killer.foreignRecords }),
    consumer,
    outages: deployment >= 1 && deployment < 2 && mayFailUnknown ? [...outages, brokenArchive] : outages,
    badDeploymentMinutes: deployment < 1 ? badDeploymentMinutes : 0,
  };
}

/** Share of the seeds in which functions are killed. Small, because starting a process is the slowest part of a seed. */
const crashShare = 0.35;

/** Kinesis records that a consumer receives in a small seed. It is killed at one of these. */
const fewRecords = 30;

/** Draws the fault rates. Most faults occur in half of the seeds, so that each also occurs with few others. */
function drawFaultRates(random: RandomSource, { timeoutSeconds }: ProducerPlan): FaultRates {
  const isShort = timeoutSeconds !== undefined;
  const inHalf = (rate: number): number => (random.fraction() < 0.5 ? rate : 0);
  const inShare = (share: number, rate: number): number => (random.fraction() < share ? rate : 0);
  const isDenied = !isShort && random.fraction() < 0.15;
  return {
    throttledEntry: inHalf(0.3),
    failed: inHalf(0.1),
    reset: inHalf(0.1),
    lostResponse: inHalf(0.1),
    corruptResponse: inHalf(0.05),
    kmsThrottled: inHalf(0.05),
    hung: inShare(0.05, 0.03),
    delayed: inHalf(0.05),
    slow: isShort ? 0.6 : 0,
    bodyCut: inHalf(0.3),
    archiveRefused: inShare(0.1, 0.02),
    poison: 0.001,
    readFailed: inHalf(0.05),
    // An event has three attempts, and a crash ends the attempts of all events in flight.
    producerCrashes: inShare(crashShare, isDenied || isShort ? 1 : 1 + random.below(2)),
    consumerCrashesAfter:
      random.fraction() < crashShare ? [1 + random.below(fewRecords), 1 + random.below(fewRecords)] : [],
    consumerHangs: inShare(0.03, 1),
    kmsDenials: isDenied ? 1 : 0,
  };
}

function drawReshards(random: RandomSource): ReshardPlan[] {
  if (random.fraction() < 0.6) return [];
  return Array.from({ length: 1 + random.below(3) }, (_, index): ReshardPlan => ({
    kind: index === 0 || random.fraction() < 0.5 ? 'split' : 'merge',
    afterCalls: (index + 1) * (1 + random.below(8)),
    position: random.fraction(),
  }));
}
