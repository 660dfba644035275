import type { PipelineShape } from '../../contract/pipeline-shape.js';
import { requestJson } from './request-json.js';

/** Asks what the pipeline is made of. */
export function loadShape(): Promise<PipelineShape> {
  return requestJson<PipelineShape>('pipeline');
}
