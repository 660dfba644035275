/** The variables of a canary without optional ones. */
export const variables = {
  SOURCE_BUCKET: 'source',
  LEDGER_BUCKET: 'ledger',
  CONSUMERS: '["archive"]',
  UPLOAD_FILTERS: '[{"suffix":".txt"}]',
  CANARY_PREFIX: 'canary/',
};
