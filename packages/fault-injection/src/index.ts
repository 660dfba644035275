export type { FaultReport } from './fault-report.js';
export type { Invariant, Violation } from './invariants/violation.js';
export { runFaults, type FaultOptions } from './run-faults.js';

export type { SeedResult } from './run/seed-result.js';
export type { WorkshopOptions } from './run/workshop.js';
export { regressionSeeds, type RegressionSeed } from './regression-seeds.js';
export type { AddedEntry, Fault } from './gateway/fault.js';
export type { FaultPlan } from './gateway/fault-plan.js';
export type {
  GetObjectCall,
  InvokeCall,
  OtherCall,
  PutObjectCall,
  PutRecordsCall,
  ServiceCall,
} from './gateway/service-call.js';
export { startFaultGateway, type FaultGateway, type GatewayTarget } from './gateway/start-fault-gateway.js';
