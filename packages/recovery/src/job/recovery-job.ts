import { createHash, randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { recoveryJobsPrefix } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { RecoveryBusyError, RecoveryLeaseLostError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

const jobSchema = v.object({
  jobVersion: v.literal(1),
  command: v.string(),
  scope: v.unknown(),
  /** When the first run of the job started, in ISO 8601. A run that continues it keeps this time. */
  startedAt: v.string(),
  /** The ARN of the caller of the latest run. */
  by: v.string(),
  /** The latest run, and until when no other may start, in ISO 8601. */
  lease: v.object({ holder: v.string(), until: v.string() }),
  /** When the job was done, in ISO 8601. */
  finishedAt: v.exactOptional(v.string()),
});

type StoredJob = v.InferOutput<typeof jobSchema>;

/** How long a lease is valid without a renewal, in milliseconds. */
const leaseMillis = 60_000;

/** How often a lease is renewed, in milliseconds. */
const renewalMillis = 15_000;

/** A job that this run may work on: no other run has its lease. */
export interface RecoveryJob {
  /** When the first run of the job started. What the ledger shows since then is its progress. */
  readonly startedAt: Date;
  /** Whether an earlier run of the job did not finish. */
  readonly isContinued: boolean;
  /** Aborted with {@link RecoveryLeaseLostError} when the lease could not be renewed in time. */
  readonly signal: AbortSignal;
  /** Call it when the job is done: the next run starts a new one. */
  readonly finish: () => Promise<void>;
}

/** What a job does, and to what. Runs of equal command and scope exclude each other. */
export interface JobScope {
  readonly command: string;
  /** Anything that JSON can hold. */
  readonly scope: unknown;
}

/** Returns the key of a job in the ledger bucket: `recovery/<command>/<digest of the scope>.json`. */
export function jobKey({ command, scope }: JobScope): string {
  const digest = createHash('sha256').update(JSON.stringify(scope)).digest('hex').slice(0, 32);
  return `${recoveryJobsPrefix}${command}/${digest}.json`;
}

/**
 * Runs work under a lease in the ledger bucket, so that two runs of equal command and scope never work at once. A run that is killed
 * leaves its lease, which ends by itself after a minute; the next run continues its job. The lease is a conditional write: a run
 * whose clock or network stands still for longer than the lease may overlap with the next one, which is safe, because every
 * delivery may be repeated.
 *
 * Source of conditional writes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html (read 2026-11-30).
 *
 * @throws {@link RecoveryBusyError} if another run has the lease, {@link RecoveryLeaseLostError} if this one lost it.
 */
export async function withJob<Result>(
  context: Pick<RecoveryContext, 's3' | 'clock' | 'caller' | 'pipeline'>,
  jobScope: JobScope,
  work: (job: RecoveryJob) => Promise<Result>,
): Promise<Result> {
  const lease = new JobLease(context, jobScope);
  const { stored, isContinued } = await lease.acquire();
  const renewal = lease.keep();
  let isFinished = false;
  try {
    return await work({
      startedAt: new Date(stored.startedAt),
      isContinued,
      signal: renewal.signal,
      finish: () => {
        isFinished = true;
        return Promise.resolve();
      },
    });
  } finally {
    await renewal.stop();
    await lease.release(isFinished);
  }
}

class JobLease {
  readonly #context: Pick<RecoveryContext, 's3' | 'clock' | 'caller'>;
  readonly #scope: JobScope;
  readonly #place: { readonly Bucket: string; readonly Key: string };
  readonly #holder = randomUUID();
  #stored: StoredJob | undefined;
  #eTag: string | undefined;

  constructor(context: Pick<RecoveryContext, 's3' | 'clock' | 'caller' | 'pipeline'>, scope: JobScope) {
    this.#context = context;
    this.#scope = scope;
    this.#place = { Bucket: context.pipeline.ledgerBucket, Key: jobKey(scope) };
  }

  async acquire(): Promise<{ stored: StoredJob; isContinued: boolean }> {
    const { clock, caller: by } = this.#context;
    const found = await this.#read();
    const now = clock.now();
    if (found !== undefined && Date.parse(found.lease.until) > now) throw this.#busy(found.lease);
    const isContinued = found !== undefined && found.finishedAt === undefined;
    const startedAt = isContinued ? found.startedAt : new Date(now).toISOString();
    const lease = { holder: this.#holder, until: new Date(now + leaseMillis).toISOString() };
    const stored: StoredJob = { jobVersion: 1, ...this.#scope, startedAt, by, lease };
    if (await this.#write(stored)) return { stored, isContinued };
    const winner = await this.#read();
    throw this.#busy(winner?.lease ?? lease);
  }

  /** Renews the lease until `stop` is called. */
  keep(): { readonly signal: AbortSignal; stop(): Promise<void> } {
    const lost = new AbortController();
    const stopped = new AbortController();
    const renewing = this.#renew(lost, stopped.signal);
    return {
      signal: lost.signal,
      stop: async () => {
        stopped.abort();
        await renewing;
      },
    };
  }

  async #renew(lost: AbortController, stopped: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    while (!stopped.aborted && this.#stored !== undefined) {
      try {
        await clock.sleep(renewalMillis, stopped);
        const until = new Date(clock.now() + leaseMillis).toISOString();
        const { lease } = this.#stored;
        if (await this.#write({ ...this.#stored, lease: { ...lease, until } })) continue;
        // S3 may refuse a write although nobody else has written.
        if ((await this.#read())?.lease.holder === this.#holder) continue;
        lost.abort(new RecoveryLeaseLostError(this.#scope.command));
        return;
      } catch {
        // Either it was stopped, or the write failed, which is tried again as long as the lease is valid.
        if (clock.now() < Date.parse(this.#stored.lease.until)) continue;
        lost.abort(new RecoveryLeaseLostError(this.#scope.command));
        return;
      }
    }
  }

  /** Ends the lease. If that fails, it ends by itself. */
  async release(isFinished: boolean): Promise<void> {
    if (this.#stored === undefined) return;
    const now = new Date(this.#context.clock.now()).toISOString();
    const ended = { ...this.#stored, lease: { ...this.#stored.lease, until: now } };
    await this.#writeEnd(isFinished ? { ...ended, finishedAt: now } : ended).catch(() => undefined);
  }

  /** If the response to the last renewal was lost, or S3 refuses the write for now, the entity tag is that of an earlier write. */
  async #writeEnd(stored: StoredJob): Promise<void> {
    if (await this.#write(stored)) return;
    if ((await this.#read())?.lease.holder === this.#holder) await this.#write(stored);
  }

  #busy({ holder, until }: StoredJob['lease']): RecoveryBusyError {
    return new RecoveryBusyError({ command: this.#scope.command, holder, until: new Date(until) });
  }

  async #read(): Promise<StoredJob | undefined> {
    try {
      const { Body: body, ETag: eTag } = await this.#context.s3.send(new GetObjectCommand(this.#place));
      this.#eTag = eTag;
      const text = (await body?.transformToString()) ?? '';
      const result = v.safeParse(v.pipe(v.string(), v.parseJson(), jobSchema), text);
      return result.success ? result.output : undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  /** @returns whether nobody else has written the job since this run read or wrote it. */
  async #write(stored: StoredJob): Promise<boolean> {
    const condition = this.#eTag === undefined ? { IfNoneMatch: '*' } : { IfMatch: this.#eTag };
    try {
      const { ETag: eTag } = await this.#context.s3.send(
        new PutObjectCommand({
          ...this.#place,
          ...condition,
          Body: JSON.stringify(stored),
          ContentType: 'application/json',
        }),
      );
      this.#eTag = eTag;
      this.#stored = stored;
      return true;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'PreconditionFailed' || name === 'ConditionalRequestConflict')
        return this.#isWritten(stored);
      if (name !== 'NoSuchKey' || this.#eTag === undefined) throw error;
      // Somebody has deleted the job. Without it, another run could start.
      this.#eTag = undefined;
      return this.#write(stored);
    }
  }

  /** The SDK repeats a request whose response was lost: then the condition fails because of the first one. */
  async #isWritten(stored: StoredJob): Promise<boolean> {
    const others = this.#eTag;
    const found = await this.#read();
    const { holder, until } = stored.lease;
    if (found?.lease.holder === holder && found.lease.until === until) {
      this.#stored = stored;
      return true;
    }
    this.#eTag = others;
    return false;
  }
}
