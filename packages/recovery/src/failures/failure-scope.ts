import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { RecoveryReport } from '../progress.js';
import type { Failure } from './failure.js';

/** The actor of failed uploads, in place of the name of a consumer. */
export const producerActor = 'producer';

/** Which failures. Absent: all. */
export interface FailureScope {
  /** Its key in the failures bucket. */
  readonly key?: string | undefined;
  /** Name of a consumer, or `producer` for uploads. */
  readonly consumer?: string | undefined;
  /** When it failed, not when it was sent. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** A part of its code, in lower or upper case. */
  readonly reason?: string | undefined;
  /** An object that it carries bytes of, or that the producer should have read. Without a version: any version. */
  readonly source?: ObjectVersion | undefined;
}

/** Whether a failure is in a scope. */
export function isInScope(failure: Failure, scope: FailureScope): boolean {
  const { consumer, key, reason, source } = scope;
  return (
    (key === undefined || failure.key === key) &&
    (consumer === undefined || failure.actor === consumer) &&
    isInTime(failure.at.getTime(), scope) &&
    (reason === undefined || failure.code.toLowerCase().includes(reason.toLowerCase())) &&
    (source === undefined || failure.sources.some((carried) => isOf(carried.source, source)))
  );
}

export function isInTime(atMillis: number, { since, until }: Pick<FailureScope, 'since' | 'until'>): boolean {
  return atMillis >= (since?.getTime() ?? -Infinity) && atMillis <= (until?.getTime() ?? Infinity);
}

function isOf(source: ObjectVersion, { bucket, key, versionId }: ObjectVersion): boolean {
  if (source.bucket !== bucket || source.key !== key) return false;
  return versionId === undefined || (source.versionId ?? 'null') === versionId;
}

/** Whether a failure is of another object than the one of a scope, for all that is known, and has Kinesis records that can't be decoded. */
export function mayBeInScope(failure: Failure, scope: FailureScope): boolean {
  if (scope.source === undefined || failure.unreadableCount === 0 || isInScope(failure, scope)) return false;
  return isInScope(failure, { ...scope, source: undefined });
}

const undecodableCode = 'HEADWATERS_FAILURES_UNDECODABLE';

/** Whether it is a report of {@link undecodableFinding}. */
export function isUndecodable(report: RecoveryReport): boolean {
  return report.type === 'finding' && report.code === undecodableCode;
}

/** Reports failures of which {@link mayBeInScope} is true. */
export function undecodableFinding(actor: string, failures: number) {
  return {
    type: 'finding',
    subject: actor,
    code: undecodableCode,
    message:
      `${failures} of its failures can't be decoded, so they may be of this object too. ` +
      'They are not selected: leave out the source to select them.',
  } as const;
}
