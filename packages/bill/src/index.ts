export {
  addUsage,
  costByService,
  priceUsage,
  scaleUsage,
  type Bill,
  type BillItem,
  type ServiceCost,
} from './price-usage.js';
export { priceList, type Service, type Usage, type UsageItem } from './price-list.js';
export {
  asynchronousRequests,
  firehoseUnitBytes,
  gigabyteBytes,
  gigabyteSeconds,
  hoursPerMonth,
  logEventBytes,
  messageUnitBytes,
  onDemandUnitBytes,
} from './billing-units.js';
export { s3RequestItem, type S3Request } from './s3-requests.js';
export {
  advantageMinimumUsage,
  advantageStreamUsage,
  monthlyGigabytes,
  onDemandStreamUsage,
  provisionedStreamUsage,
  type StreamLoad,
} from './stream-usage.js';
export { comparePipelines, type PipelineCost, type PipelineLoad } from './compare-pipelines.js';
export {
  estimateObjectRequests,
  objectRequestUsage,
  type BlockLoad,
  type ObjectRequests,
} from './object-requests.js';
