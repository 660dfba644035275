import type { PipelineShape } from '@headwaters/console-contract';
import { requestJson } from './request-json.js';

/** Asks what the pipeline is made of. */
export function loadShape(): Promise<PipelineShape> {
  return requestJson<PipelineShape>('pipeline');
}
