import { ConsumerError } from './consumer-error.js';

/** The first of several records can never be accepted: Lambda must split the batch, so that the others don't share its fate. */
export class PoisonError extends ConsumerError {
  override readonly name = 'PoisonError';
  readonly code = 'HEADWATERS_RECORD_POISON';

  constructor(sequenceNumber: string, options: ErrorOptions) {
    super(
      `Record ${sequenceNumber}, the first of the batch, can never be accepted; the batch must be split`,
      options,
    );
  }
}
