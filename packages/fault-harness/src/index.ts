export type { FaultReport } from './fault-report.js';
export type { Invariant, Violation } from './invariants/violation.js';
export { runFaults } from './run-faults.js';
export type { FaultOptions } from './run-faults.js';
export type { SeedResult } from './run/seed-result.js';
export type { WorkshopOptions } from './run/workshop.js';
export { regressionSeeds } from './regression-seeds.js';
export type { RegressionSeed } from './regression-seeds.js';
