export { systemClock, type Clock } from './clock.js';
export { KinesisError, LocalServicesError, type LocalServicesErrorCode } from './errors.js';
export type {
  KinesisService,
  ReadShardRequest,
  ShardReadResult,
  StreamSummary,
} from './kinesis/kinesis-service.js';
export type { ShardSummary } from './kinesis/shard/shard.js';
export { TokenBucket } from './kinesis/shard/token-bucket.js';
export type { KinesisRecord, ShardPosition } from './kinesis/stream/shard-reader.js';
export type { StreamCounts, StreamMode } from './kinesis/stream/stream.js';
export { accessKeyIdOf, type Authorize, type PermissionRequest } from './network/authorize.js';
export { startLoopbackServer, type LoopbackServer } from './network/loopback-server.js';
export type { OnRequest, ServedRequest } from './network/served-request.js';
export type { ServiceHandler, ServiceRequest, ServiceResponse } from './network/service-handler.js';
export { sentEventKinds, type ObjectEvent, type ObjectEventName } from './s3/bucket/object-event.js';
export type { S3Service } from './s3/bucket/storage.js';
export { startLocalServices, type LocalServices, type LocalServicesOptions } from './start-local-services.js';
