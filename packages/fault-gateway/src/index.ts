export type { AddedEntry, Fault } from './fault.js';
export type { FaultPlan } from './fault-plan.js';
export type {
  GetObjectCall,
  InvokeCall,
  OtherCall,
  PutObjectCall,
  PutRecordsCall,
  ServiceCall,
} from './service-call.js';
export { startFaultGateway } from './start-fault-gateway.js';
export type { FaultGateway, GatewayTarget } from './start-fault-gateway.js';
