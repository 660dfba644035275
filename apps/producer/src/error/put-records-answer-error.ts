import { ProducerError } from './producer-error.js';

/** PutRecords answered with something that is not an answer. Whether the records were stored is unknown. */
export class PutRecordsAnswerError extends ProducerError {
  override readonly name = 'PutRecordsAnswerError';
  readonly code = 'HEADWATERS_PUT_RECORDS_ANSWER_INVALID';
}
