import { randomUUID } from 'node:crypto';
import { nextRun } from '@headwaters/aws-rules';
import type { Clock } from '@headwaters/local-services';
import type { EventRulePlan } from '../blueprint/event-rules.js';
import type { EventBus } from './event-bus.js';
import { scheduledEvent } from './scheduled-event.js';

/** What {@link ScheduledRules} runs on. */
export interface ScheduledRulesOptions {
  readonly rules: readonly EventRulePlan[];
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/**
 * Sends an event to the targets of a rule each time that its schedule says. A run in the future is no work in progress: a simulation
 * can be idle before it.
 */
export class ScheduledRules {
  readonly #options: ScheduledRulesOptions;
  readonly #timers = new Map<EventRulePlan, () => void>();

  constructor(options: ScheduledRulesOptions) {
    this.#options = options;
  }

  /** A rate counts from now, when the rules are created. */
  start(): void {
    const nowMillis = this.#options.clock.now();
    for (const rule of this.#options.rules) if (rule.enabled) this.#scheduleNext(rule, nowMillis);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #scheduleNext(rule: EventRulePlan, afterMillis: number): void {
    const dueMillis = rule.schedule && nextRun(rule.schedule, afterMillis);
    if (dueMillis !== undefined) this.#wait(rule, dueMillis);
  }

  #wait(rule: EventRulePlan, dueMillis: number): void {
    const { clock } = this.#options;
    const delayMillis = Math.min(dueMillis - clock.now(), maxTimerMillis);
    const cancel = clock.setTimeout(() => {
      if (clock.now() < dueMillis) this.#wait(rule, dueMillis);
      else this.#run(rule, dueMillis);
    }, delayMillis);
    this.#timers.set(rule, cancel);
  }

  #run(rule: EventRulePlan, dueMillis: number): void {
    const { bus, region, accountId } = this.#options;
    this.#scheduleNext(rule, dueMillis);
    bus.send(scheduledEvent(rule, dueMillis, { eventId: randomUUID(), accountId, region }), rule);
  }
}

/** The longest time that a timer of Node.js waits: it takes a longer one as 1 ms. Source: https://nodejs.org/api/timers.html. */
const maxTimerMillis = 2_147_483_647;
