/** One second of the pipeline, for the chart. */
export interface Sample {
  /** When the second ended, in milliseconds since 1970. */
  readonly at: number;
  /** Bytes that the stream took in. */
  readonly publishedBytes: number;
  /** Bytes that each consumer accepted, as they were on the stream, in the order of {@link PipelineShape.consumers}. */
  readonly acceptedBytes: readonly number[];
  /** Lag of each consumer at its end, in milliseconds. */
  readonly lagMillis: readonly number[];
}
