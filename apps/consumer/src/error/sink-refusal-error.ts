import { ConsumerError } from './consumer-error.js';

/**
 * What a sink throws for a record that it can never take, however often it comes: such a record goes to the failure
 * destination alone. Anything else that a sink throws may pass.
 */
export class SinkRefusalError extends ConsumerError {
  override readonly name = 'SinkRefusalError';
  readonly code = 'HEADWATERS_SINK_REFUSED';
}
