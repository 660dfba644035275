/** Which pipeline to trace can't be told from the options. */
export class TracedPipelineUnknownError extends Error {
  override readonly name = 'TracedPipelineUnknownError';
  readonly code = 'HEADWATERS_TRACED_PIPELINE_UNKNOWN';
}
