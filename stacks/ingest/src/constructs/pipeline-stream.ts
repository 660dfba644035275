import type { StreamPermissions } from './stream-permissions.js';

/** A stream that the pipeline writes and reads, whoever made it. */
export interface PipelineStream {
  readonly name: string;
  readonly arn: string;
  /** Who may use it for what. */
  readonly permissions: StreamPermissions;
}
