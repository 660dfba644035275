import type { Blueprint, ScriptStep, TranscriptEntry } from '@headwaters/stack-simulator';
import type { Report } from './invariant.js';

type Entry<Type extends TranscriptEntry['type']> = Extract<TranscriptEntry, { type: Type }>;

interface NotificationHistory {
  failures: number;
  throttles: number;
  /** Time of the last attempt, for the wait until the next one. */
  attemptedMillis: number;
  end: 'succeeded' | 'sent' | undefined;
}

/**
 * Checks E8: each copy of a notification invokes the function once, and again only after a failure, at most
 * `maximumRetryAttempts` times. A throttled attempt uses no retry. Then a failure record is sent.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (read 2026-11-29).
 */
export class UploadMonitor {
  readonly #stack: Pick<Blueprint, 'functions' | 'notifications'>;
  readonly #report: Report;
  /** By the request id in the event: each copy has its own. */
  readonly #histories = new Map<string, NotificationHistory>();

  #copies = 1;
  /** Notifications so far, copies included. */
  #notifications = 0;

  constructor(stack: Pick<Blueprint, 'functions' | 'notifications'>, report: Report) {
    this.#stack = stack;
    this.#report = report;
  }

  /** Notes a step before it is played. The rules of a bucket must match every upload. */
  onStep(step: ScriptStep): void {
    if ('setNotifications' in step) this.#copies = step.setNotifications.delaysSeconds.length;
    if (!('upload' in step)) return;
    const { bucket } = step.upload;
    const rules = this.#stack.notifications.filter(({ bucketName }) => bucketName === bucket);
    this.#notifications += rules.length * this.#copies;
  }

  onInvocation(entry: Entry<'invocation'>, nowMillis: number): void {
    const { event, attempt, outcome } = entry;
    const limit = this.#limitOf(entry);
    const history = this.#history(notificationId(event));
    if (history.end !== undefined)
      this.#report('E8', `a notification was delivered again after it ${history.end}`);
    if (attempt !== history.failures + 1)
      this.#report('E8', `attempt ${attempt} of a notification follows ${history.failures} failures`);
    if (history.failures > limit)
      this.#report('E8', `a notification was retried ${history.failures} times; the limit is ${limit}`);
    history.attemptedMillis = nowMillis;
    if (outcome.kind === 'throttled') history.throttles += 1;
    if (outcome.kind === 'succeeded') history.end = 'succeeded';
    if (outcome.kind !== 'failed') return;
    history.failures += 1;
    history.throttles = 0;
  }

  onDestination(entry: Entry<'destination'>): void {
    const history = this.#history(notificationId(entry.body['requestPayload']));
    const due = this.#limitOf(entry) + 1;
    if (history.failures !== due)
      this.#report('E8', `a notification failed after ${history.failures} attempts; ${due} are due`);
    if (history.end !== undefined) this.#report('E8', `a notification failed after it ${history.end}`);
    history.end = 'sent';
  }

  /** Checks that every notification ended. */
  onEnd(): void {
    const ended = [...this.#histories.values()].filter(({ end }) => end !== undefined).length;
    if (ended !== this.#notifications)
      this.#report('E8', `${ended} of ${this.#notifications} notifications ended`);
  }

  /**
   * What of the past can matter to a later check or attempt. The copies are interchangeable.
   *
   * @param inFlight - Events of the attempts in flight.
   */
  digest(nowMillis: number, inFlight: readonly unknown[]): unknown {
    const heldIds = new Set(inFlight.map(notificationId));
    return [...this.#histories]
      .map(([id, { failures, throttles, attemptedMillis, end }]) => {
        const waitedMillis = heldIds.has(id) ? 'in flight' : nowMillis - attemptedMillis;
        return end ?? `${failures} ${throttles} ${waitedMillis}`;
      })
      .sort();
  }

  #limitOf(entry: { readonly function: string }): number {
    const [target] = this.#stack.functions.find(({ name }) => name === entry.function)?.targets ?? [];
    return target?.asynchronous.maximumRetryAttempts ?? 0;
  }

  #history(id: string): NotificationHistory {
    const history = this.#histories.get(id) ?? {
      failures: 0,
      throttles: 0,
      attemptedMillis: 0,
      end: undefined,
    };
    this.#histories.set(id, history);
    return history;
  }
}

function notificationId(event: unknown): string {
  const { Records } = event as {
    readonly Records: readonly { readonly responseElements: Readonly<Record<string, string>> }[];
  };
  return Records[0]?.responseElements['x-amz-request-id'] ?? '';
}
