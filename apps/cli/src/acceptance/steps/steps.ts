import { alarmMetricsStep } from './alarm-metrics.js';
import { consumerFailuresStep } from './consumer-failures.js';
import { corruptGzipStep } from './corrupt-gzip.js';
import { damagedRecordStep } from './damaged-record.js';
import { disabledConsumerStep } from './disabled-consumer.js';
import { fileStep } from './file.js';
import { largeFileStep } from './large-file.js';
import { latencyAndCostStep } from './latency-and-cost.js';
import { producerFailureStep } from './producer-failure.js';
import { smallFilesStep } from './small-files.js';
import type { AcceptanceStep } from './step.js';
import { unreadableObjectStep } from './unreadable-object.js';

/** All steps, in the order in which they run. The metrics of the earlier ones need minutes to appear, so they come last. */
export const acceptanceSteps: readonly AcceptanceStep[] = [
  fileStep,
  smallFilesStep,
  largeFileStep,
  corruptGzipStep,
  unreadableObjectStep,
  damagedRecordStep,
  disabledConsumerStep,
  producerFailureStep,
  consumerFailuresStep,
  latencyAndCostStep,
  alarmMetricsStep,
];
