export { startSimulation } from './simulation/start-simulation.js';
export { readSupportedStack, type SupportedStack } from './simulation/supported-stack.js';
export type { Simulation, SimulationOptions } from './simulation/simulation.js';
export type {
  AcknowledgedEvent,
  DestinationEvent,
  DroppedEvent,
  InvocationEvent,
  FailureCondition,
  LogEvent,
  MessageChange,
  NotificationEvent,
  QueueMessageEvent,
  SimulationEvents,
  UploadEvent,
} from './simulation/simulation-events.js';
export { TypedEmitter } from './simulation/simulation-events.js';
export { SimulationRun, type SimulationRunOptions } from './simulation/simulation-run.js';
export { createLocalS3Client } from './simulation/stack-resources.js';

export {
  AttributeInvalidError,
  ExpressionUnsupportedError,
  StackUnreadableError,
  readConfiguration,
  readStack,
  readState,
} from '@headwaters/terraform-reader';

export { readBlueprint, type Blueprint } from './blueprint/blueprint.js';
export type { BucketPlan } from './blueprint/buckets.js';
export type { DestinationPlan } from './blueprint/destinations.js';
export type { AsynchronousPlan } from './blueprint/asynchronous-plan.js';
export type { FunctionTarget } from './blueprint/function-targets.js';
export type { FunctionPlan } from './blueprint/functions.js';
export type { MappingPlan, StartingPosition } from './blueprint/mappings.js';
export type { MessageNotificationPlan, NotificationPlan } from './blueprint/notifications.js';
export type { EventRulePlan, EventTargetPlan } from './blueprint/event-rules.js';
export type { QueueMappingPlan } from './blueprint/queue-mappings.js';
export type { QueuePlan } from './blueprint/queues.js';
export { listUploadFunctions, type UploadRoute, type UploadTrigger } from './blueprint/uploads.js';
export type { StreamPlan } from './blueprint/streams.js';
export {
  findSourceBucket,
  listConsumers,
  readPipelineNames,
  readRecordLayout,
  readRecoveryPipeline,
  shortenNames,
  type PipelineNames,
  type RecoveryRoles,
  type RoleConsumer,
  type RoleFunction,
  type StackConsumer,
} from './blueprint/pipeline-roles.js';

export { accessKeyIdOfFunction } from './permissions/function-credentials.js';

export type { QueueCounts } from './queue/message-queue.js';
export type { Batch } from './mapping/batch.js';
export type { KinesisEventRecord } from './mapping/kinesis-event-record.js';
export type { LaneState, PollerState, ShardReaderState } from './mapping/poller-state.js';
export type { ReadingFailure, ReadingFailureCode } from './mapping/mapping-context.js';
export { FunctionFleet, type FunctionFleetOptions } from './function/function-fleet.js';
export type {
  FunctionFailure,
  FunctionInvoker,
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
  InvocationTrigger,
} from './invocation/function-invoker.js';
export { readRequestId } from './invocation/trace-header.js';

export { Activity, type Wait } from './clock/activity.js';
export { VirtualClock } from './clock/virtual-clock.js';
export { playScript, type ScriptEnd, type ScriptRun } from './script/play-script.js';
export { readScript, type Ending, type ScriptStep } from './script/script.js';
export { ScriptedFunctions, type HeldInvocation } from './script/scripted-functions.js';
export { recordTranscript, type TranscriptEntry } from './script/transcript.js';

export {
  ArchiveInvalidError,
  NotificationMissingError,
  PipelinePartMissingError,
  ScriptInvalidError,
  SimulationError,
  StackRefusedError,
  StackUnsupportedError,
  isSimulationError,
  type UnsupportedFeature,
} from './errors.js';
