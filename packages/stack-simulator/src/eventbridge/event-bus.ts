import { isObject } from '@headwaters/terraform-reader';
import type { EventRulePlan, EventTargetPlan, TargetInput } from '../blueprint/event-rules.js';
import { compilePattern, type EventTest } from '../filter/filter-pattern.js';
import type { DeliveryFailureCode } from './delivery-failure.js';
import type { BusEvent } from './s3-event.js';

/** The delivery of an event to a target. */
export interface TargetDelivery {
  readonly rule: EventRulePlan;
  readonly target: EventTargetPlan;
  readonly event: BusEvent;
  /** What the target receives, as a JSON string. */
  readonly payload: string;
}

/** Where an {@link EventBus} delivers to. */
export interface EventBusOptions {
  readonly rules: readonly EventRulePlan[];
  /** Why a target refuses the events of a rule; `undefined` if it accepts them. */
  readonly refusalOf: (rule: EventRulePlan, target: EventTargetPlan) => DeliveryFailureCode | undefined;
  readonly deliver: (delivery: TargetDelivery) => void;
  readonly fail: (delivery: TargetDelivery, code: DeliveryFailureCode) => void;
}

interface CompiledRule {
  readonly rule: EventRulePlan;
  readonly matches: EventTest;
}

/** The default event bus: sends each event to the targets of the enabled rules whose pattern matches it. */
export class EventBus {
  readonly #options: EventBusOptions;
  readonly #rules: readonly CompiledRule[];

  constructor(options: EventBusOptions) {
    this.#options = options;
    this.#rules = options.rules
      .filter(({ enabled }) => enabled)
      .flatMap((rule) =>
        rule.pattern === undefined ? [] : [{ rule, matches: compilePattern(rule.pattern, 'eventbridge') }],
      );
  }

  /** The targets that an event is for. */
  targetsOf(event: BusEvent): readonly EventTargetPlan[] {
    return this.#matching(event).flatMap(({ targets }) => targets);
  }

  publish(event: BusEvent): void {
    for (const rule of this.#matching(event)) this.send(event, rule);
  }

  /** Sends an event to the targets of one rule, whatever its pattern is. */
  send(event: BusEvent, rule: EventRulePlan): void {
    const { refusalOf, deliver, fail } = this.#options;
    for (const target of rule.targets) {
      const delivery = { rule, target, event, payload: payloadOf(event, target.input) };
      const refusal = refusalOf(rule, target);
      if (refusal === undefined) deliver(delivery);
      else fail(delivery, refusal);
    }
  }

  #matching(event: BusEvent): readonly EventRulePlan[] {
    return this.#rules.filter(({ matches }) => matches(event)).map(({ rule }) => rule);
  }
}

/** A path that the event does not have yields null. */
function payloadOf(event: BusEvent, input: TargetInput): string {
  if (input.kind === 'constant') return input.json;
  if (input.kind === 'event') return JSON.stringify(event);
  const value = input.keys.reduce<unknown>(
    (parent, key) => (isObject(parent) ? parent[key] : undefined),
    event,
  );
  return JSON.stringify(value ?? null);
}
