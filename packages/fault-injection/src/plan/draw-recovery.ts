import type { RandomSource } from '@headwaters/test-kit';
import { containsKiller } from '../killers/killer-record.js';
import type { RecoveryCommand, RecoveryPlan, RecoveryStep } from './recovery-plan.js';
import type { FilePlan, ForeignRecordPlan } from './seed-plan.js';

/** Share of the seeds with a recovery. Operators do nothing in the others. */
const recoveryShare = 0.5;

/** Share of these whose last consumer is filled, and of those with an upload whose event is lost. */
const shares = { fill: 0.2, lostEvent: 0.3, archiveRefused: 0.5 };

/** Blocks that the archive refuses in seeds that quarantine after a minute, so that a redrive has something to repair. */
const archiveRefusedRate = 0.02;

/** What the draw of a recovery depends on. */
interface RecoveryFlow {
  readonly files: readonly FilePlan[];
  readonly foreignRecords: readonly ForeignRecordPlan[];
  readonly quarantineAfterSeconds: number;
}

/** A recovery and the changes of a seed that give it something to repair. Empty: the seed has none. */
export interface DrawnRecovery {
  readonly recovery?: RecoveryPlan;
  readonly files?: readonly FilePlan[];
  readonly archiveRefused?: number;
}

/** Draws the recovery of a seed. */
export function drawRecovery(random: RandomSource, flow: RecoveryFlow): DrawnRecovery {
  if (random.fraction() >= recoveryShare) return {};
  const { files, foreignRecords, quarantineAfterSeconds } = flow;
  // The archive never gets a block that kills its consumer, so a fill would leave a gap.
  const hasKiller =
    files.some(({ content }) => containsKiller(content)) ||
    foreignRecords.some(({ kind }) => kind === 'killer');
  const fills = random.fraction() < shares.fill && !hasKiller;
  const isLost = random.fraction() < shares.lostEvent;
  const lost = random.below(files.length);
  const isRefused = random.fraction() < shares.archiveRefused && quarantineAfterSeconds <= 60;
  return {
    recovery: { fills, steps: drawSteps(random, { fills, isLost }) },
    ...(isLost && {
      files: files.map((file, index) => (index === lost ? loseEvent(file) : file)),
    }),
    ...(isRefused && { archiveRefused: archiveRefusedRate }),
  };
}

/** The object of an event that is lost stays: a listing does not show a version that was deleted. */
function loseEvent(file: FilePlan): FilePlan {
  const objectChange = file.objectChange === 'versionDeleted' ? 'none' : file.objectChange;
  return { ...file, eventDelaysMillis: [], throttleCount: 0, objectChange };
}

/** At most two steps, because each costs time. A fill also runs at the end, without faults. */
function drawSteps(
  random: RandomSource,
  { fills, isLost }: { readonly fills: boolean; readonly isLost: boolean },
): RecoveryStep[] {
  const commands: RecoveryCommand[] = ['redrive', 'redrive', 'replay', isLost ? 'backfill' : 'redrive'];
  if (fills) commands.push('fill', 'fill', 'fill');
  const steps = Array.from({ length: 1 + random.below(2) }, (): RecoveryStep => {
    const command = random.pick(commands);
    const course = random.pick(['once', 'killed', 'killed', 'twice'] as const);
    const atMinutes = random.pick([0, 1, 70, Infinity, Infinity]);
    const killedAfterCalls = 1 + random.below(30);
    return { command, course, killedAfterCalls, ...(atMinutes < Infinity && { atMinutes }) };
  });
  return steps.sort((a, b) => (a.atMinutes ?? Infinity) - (b.atMinutes ?? Infinity) || 0);
}
