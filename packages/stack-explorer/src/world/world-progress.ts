import type { World } from './world.js';

/** How much of what can happen in a world has happened. */
export interface WorldProgress {
  /** Records put so far, of each sequence. */
  readonly put: readonly number[];
  readonly uploaded: boolean;
  readonly resharded: boolean;
  readonly paused: boolean;
  /** Whether the mapping was disabled, and whether it is enabled again. */
  readonly mapping: 'enabled' | 'disabled' | 'enabled again';
  readonly throttles: number;
  readonly failures: number;
  readonly uploadThrottles: number;
  readonly uploadFailures: number;
}

/** Nothing has happened. */
export function startOf({ sequences }: World): WorldProgress {
  return {
    put: sequences.map(() => 0),
    uploaded: false,
    resharded: false,
    paused: false,
    mapping: 'enabled',
    throttles: 0,
    failures: 0,
    uploadThrottles: 0,
    uploadFailures: 0,
  };
}
