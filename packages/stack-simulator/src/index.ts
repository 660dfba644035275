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
} from './simulation/simulation-events.js';
export type { TypedEmitter } from './simulation/typed-emitter.js';
export type { Blueprint } from './blueprint/blueprint.js';
export type { BucketPlan } from './blueprint/bucket-plan.js';
export type { DestinationPlan } from './blueprint/destination-plan.js';
export type { AsynchronousPlan, FunctionPlan } from './blueprint/function-plan.js';
export type { MappingPlan, StartingPosition } from './blueprint/mapping-plan.js';
export type { NotificationPlan } from './blueprint/notification-plan.js';
export type { StreamPlan } from './blueprint/stream-plan.js';
export type { UnsupportedFeature } from './blueprint/unsupported-feature.js';
export { readBlueprint } from './blueprint/read-blueprint.js';
export { readConfiguration } from './terraform/read-configuration.js';
export { readStack } from './terraform/read-stack.js';
export { readState } from './terraform/read-state.js';
export type { ReadingFailure, ReadingFailureCode } from './mapping/reading-failure.js';
export type { KinesisEventRecord } from './mapping/kinesis-event-record.js';
export type { FunctionFailure, InvocationOutcome, InvocationResult } from './invocation/invocation-result.js';
export { isSimulationError } from './errors/is-simulation-error.js';
export { SimulationError } from './errors/simulation-error.js';
export { ArchiveInvalidError } from './errors/archive-invalid-error.js';
export { AttributeInvalidError } from './errors/attribute-invalid-error.js';
export { ExpressionUnsupportedError } from './errors/expression-unsupported-error.js';
export { StackUnreadableError } from './errors/stack-unreadable-error.js';
export { StackUnsupportedError } from './errors/stack-unsupported-error.js';
export { VirtualClock } from './clock/virtual-clock.js';
export { FunctionFleet, type FunctionFleetOptions } from './function/function-fleet.js';

export type { FunctionInvoker, InvocationRequest, InvocationTrigger } from './invocation/function-invoker.js';

export { playScript, type ScriptRun } from './script/play-script.js';

export type { ScriptStep } from './script/script.js';
export { readScript } from './script/read-script.js';
export type { TranscriptEntry } from './script/transcript.js';
export { ScriptInvalidError } from './errors/script-invalid-error.js';
export { runConformance, type ConformanceReport } from './conformance/run-conformance.js';

export { readScenarios, type Rule, type ScenarioCollection } from './conformance/read-scenarios.js';

export { runScenario, type Difference } from './conformance/run-scenario.js';

export type { Expectation, FunctionExpectation, Scenario } from './conformance/scenario.js';
export { consumersOfStack, type ConsumerOfStack } from './blueprint/consumer-of-stack.js';
export { shortNames } from './blueprint/short-names.js';
export { sourceBucketOf } from './blueprint/source-bucket-of.js';
export { pipelineOfBlueprint, type PipelineNames } from './blueprint/pipeline-of-blueprint.js';
export { localS3Client } from './simulation/local-s3-client.js';
