/** The variables of a reconciler without optional ones. */
export const variables = {
  SOURCE_BUCKET: 'source',
  LEDGER_BUCKET: 'ledger',
  FAILURES_BUCKET: 'failures',
  PRODUCER_FUNCTION: 'producer',
  CONSUMERS: '[{"name":"archive","functionName":"archive-function"}]',
  UPLOAD_FILTERS: '[{"suffix":".txt"}]',
};
