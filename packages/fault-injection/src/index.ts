export { type FaultReport, runFaults, type FaultOptions } from './run-faults.js';
export type { Invariant, Violation } from './invariants/check-invariants.js';

export type { SeedResult } from './run/run-seed.js';
export type { FunctionHostsOptions } from './run/function-hosts.js';
export { regressionSeeds, type RegressionSeed } from './regression-seeds.js';
export type { AddedEntry, Fault, FaultPlan } from './gateway/fault.js';

export type {
  GetObjectCall,
  InvokeCall,
  OtherCall,
  PutObjectCall,
  PutRecordsCall,
  ServiceCall,
} from './gateway/service-call.js';
export { startFaultGateway, type FaultGateway, type GatewayTarget } from './gateway/start-fault-gateway.js';
