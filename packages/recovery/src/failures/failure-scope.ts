import type { ObjectVersion } from '@headwaters/pipeline-contract';
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
