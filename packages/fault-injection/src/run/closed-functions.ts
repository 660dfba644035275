import type { Simulation, VirtualClock } from '@headwaters/stack-simulator';
import type { SeedPlan } from '../plan/seed-plan.js';

const millisPerMinute = 60_000;

/** Reserves a concurrency of 0 for functions, as the plan says, and lifts it when their time is over. */
export function closeFunctions(
  { closedMinutes }: SeedPlan,
  { simulation, clock }: { readonly simulation: Simulation; readonly clock: VirtualClock },
  onStrike: (name: string) => void,
): void {
  const close = (functionName: string, minutes: number): void => {
    if (minutes === 0) return;
    onStrike('reserved concurrency: 0');
    simulation.reserveConcurrency(functionName, 0);
    const lift = () => {
      simulation.reserveConcurrency(functionName, undefined);
    };
    clock.setTimeout(lift, minutes * millisPerMinute);
  };
  const { notifications, mappings } = simulation.blueprint;
  for (const { functionName } of notifications) close(functionName, closedMinutes.producer);
  for (const { functionName } of mappings) close(functionName, closedMinutes.consumers);
}
