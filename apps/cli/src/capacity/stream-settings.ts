import type { CapacityEstimate } from './estimate-capacity.js';

/** The `stream.capacity` of an environment's settings that carries what was estimated. */
export function streamSettings({ recordBytes, recordsPerSecond }: CapacityEstimate) {
  return {
    mode: 'provisioned-by-load' as const,
    recordBytes,
    recordsPerSecond: Math.max(1, Math.ceil(recordsPerSecond)),
  };
}
