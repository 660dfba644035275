export {
  exploreWorld,
  type ExploreOptions,
  type ViolationScript,
  type WorldReport,
} from './search/explore-world.js';
export type { Invariant, Violation } from './invariants/invariant.js';
export { checkScript } from './report/check-script.js';
export { writeViolation } from './report/write-violation.js';
export type { World } from './world/world.js';
export { worlds } from './world/worlds.js';
