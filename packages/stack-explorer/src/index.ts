export {
  exploreWorld,
  type ExploreOptions,
  type ViolationScript,
  type WorldReport,
} from './search/explore-world.js';
export type { World } from './world/world.js';
export { worlds } from './world/worlds.js';
export type { Invariant, Violation } from './invariants/invariant.js';
