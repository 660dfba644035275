export { EnvironmentError } from './environment-error.js';
export { parseConsumerEnvironment } from './consumer-environment.js';
export type { ConsumerEnvironment, ConsumerVariables } from './consumer-environment.js';
export { eventSourceMappingLimits, functionLimits, kinesisLimits } from './limits.js';
export { parseProducerEnvironment } from './producer-environment.js';
export type { ProducerEnvironment, ProducerVariables } from './producer-environment.js';
export { shardsForLoad } from './shards-for-load.js';
export type { StreamLoad } from './shards-for-load.js';
