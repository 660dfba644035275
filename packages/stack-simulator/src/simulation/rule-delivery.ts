import type { EventRulePlan } from '../blueprint/event-rules.js';
import { deadLetterAttributes, type DeliveryFailureCode } from '../eventbridge/delivery-failure.js';
import { EventBus, type TargetDelivery } from '../eventbridge/event-bus.js';
import type { AsynchronousRequest } from '../invocation/asynchronous-invoker.js';
import type { TargetPermissions } from '../permissions/target-permissions.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';
import type { StackQueues } from './stack-queues.js';

/** Dependencies of {@link createEventBus}. */
export interface RuleDeliveryOptions {
  readonly rules: readonly EventRulePlan[];
  readonly events: TypedEmitter<SimulationEvents>;
  readonly queues: StackQueues;
  readonly targetPermissions: TargetPermissions;
  /** Invokes a function asynchronously. */
  readonly enqueue: (request: AsynchronousRequest) => void;
}

/** Creates the default event bus of a simulation, which delivers to its functions and queues. */
export function createEventBus(options: RuleDeliveryOptions): EventBus {
  const { rules, targetPermissions } = options;
  return new EventBus({
    rules,
    refusalOf: (_, { address }) => (targetPermissions.refusing.has(address) ? 'NO_PERMISSIONS' : undefined),
    deliver: (delivery) => {
      deliver(delivery, options);
    },
    fail: (delivery, code) => {
      fail(delivery, code, options);
    },
  });
}

function deliver({ target: { destination }, payload }: TargetDelivery, options: RuleDeliveryOptions): void {
  const { kind, name: functionName, qualifier, arn } = destination;
  if (kind === 'lambda') options.enqueue({ functionName, qualifier, payload, trigger: 'eventbridge' });
  else options.queues.send(arn, payload);
}

/** The event goes to the dead-letter queue of the target, if it has one that accepts it. */
function fail(
  { rule, target, event }: TargetDelivery,
  condition: DeliveryFailureCode,
  { events, queues, targetPermissions }: RuleDeliveryOptions,
): void {
  const { destination, deadLetters } = target;
  const functionName = destination.name;
  const body = { ...event };
  if (deadLetters === undefined || targetPermissions.withoutDeadLetters.has(target.address)) {
    events.emit('dropped', { functionName, reason: condition, body });
    return;
  }
  const attributes = deadLetterAttributes(rule, target, condition);
  const message = { destination: deadLetters, condition, key: undefined, body, attributes };
  events.emit('destination', { functionName, ...message });
  queues.send(deadLetters.arn, JSON.stringify(event), attributes);
}
