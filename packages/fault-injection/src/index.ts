export { type FaultOptions, type FaultReport, runFaults } from './run-faults.js';
export type { FunctionHostsOptions } from './run/function-hosts.js';
export type { SeedResult } from './run/run-seed.js';
export type { Invariant, Violation } from './invariants/check-invariants.js';
export { type RegressionSeed, regressionSeeds } from './regression-seeds.js';

export { type FaultGateway, type GatewayTarget, startFaultGateway } from './gateway/start-fault-gateway.js';
export type { AddedEntry, Fault, FaultPlan, ResponseCorruption } from './gateway/fault.js';
export type {
  DeleteObjectCall,
  GetObjectCall,
  InvokeCall,
  OtherCall,
  PutObjectCall,
  PutRecordsCall,
  ServiceCall,
} from './gateway/service-call.js';
