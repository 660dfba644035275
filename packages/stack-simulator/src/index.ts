export { startSimulation } from './simulation/start-simulation.js';
export type { Simulation, SimulationOptions } from './simulation/simulation.js';
export type {
  AcknowledgedEvent,
  DestinationEvent,
  DroppedEvent,
  InvocationEvent,
  LogEvent,
  SimulationEvents,
  UploadEvent,
  TypedEmitter,
} from './simulation/simulation-events.js';

export { type Blueprint, readBlueprint } from './blueprint/blueprint.js';
export type { BucketPlan } from './blueprint/buckets.js';
export type { DestinationPlan } from './blueprint/destinations.js';
export type { AsynchronousPlan, FunctionPlan } from './blueprint/functions.js';
export type { MappingPlan, StartingPosition } from './blueprint/mappings.js';
export type { NotificationPlan } from './blueprint/notifications.js';
export type { StreamPlan } from './blueprint/streams.js';
export {
  type UnsupportedFeature,
  isSimulationError,
  SimulationError,
  ArchiveInvalidError,
  AttributeInvalidError,
  ExpressionUnsupportedError,
  StackUnreadableError,
  StackUnsupportedError,
  ScriptInvalidError,
} from './errors.js';

export { readConfiguration } from './terraform/read-configuration.js';
export { readStack } from './terraform/read-stack.js';
export { readState } from './terraform/read-state.js';
export type { ReadingFailure, ReadingFailureCode } from './mapping/mapping-context.js';
export type { KinesisEventRecord } from './mapping/kinesis-event-record.js';
export type {
  FunctionFailure,
  InvocationOutcome,
  InvocationResult,
  FunctionInvoker,
  InvocationRequest,
  InvocationTrigger,
} from './invocation/function-invoker.js';

export { VirtualClock } from './clock/virtual-clock.js';
export { FunctionFleet, type FunctionFleetOptions } from './function/function-fleet.js';

export { playScript, type ScriptRun } from './script/play-script.js';

export { type ScriptStep, readScript } from './script/script.js';

export type { TranscriptEntry } from './script/transcript.js';

export {
  runConformance,
  type ConformanceReport,
  runScenario,
  type Difference,
} from './conformance/run-conformance.js';

export {
  readScenarios,
  type Rule,
  type ScenarioCollection,
  type Expectation,
  type FunctionExpectation,
  type Scenario,
} from './conformance/scenario.js';

export {
  consumersOfStack,
  type ConsumerOfStack,
  shortNames,
  sourceBucketOf,
  pipelineOfBlueprint,
  type PipelineNames,
} from './blueprint/pipeline-roles.js';

export { localS3Client } from './simulation/stack-resources.js';
