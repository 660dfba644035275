export { systemClock, type Clock } from './clock.js';

export { KinesisError } from './kinesis/kinesis-error.js';
export type {
  KinesisService,
  ReadShardRequest,
  ShardPosition,
  ShardReadResult,
  ShardSummary,
  StreamRecord,
  StreamSummary,
} from './kinesis/kinesis-service.js';
export type { StreamCounts } from './kinesis/stream-statistics.js';
export type { StreamMode } from './kinesis/stream.js';
export { LocalServicesError, type LocalServicesErrorCode } from './local-services-error.js';

export type { ServiceHandler, ServiceRequest, ServiceResponse } from './network/service-handler.js';
export type { ObjectEvent, ObjectEventName } from './s3/object-event.js';
export type { S3Service } from './s3/s3-service.js';
export { startLocalServices, type LocalServices, type LocalServicesOptions } from './start-local-services.js';
