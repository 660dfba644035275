// Import this before the handler, which reads its environment when it is loaded.
Object.assign(process.env, {
  STREAM_NAME: 'records',
  METRICS_NAMESPACE: 'pipeline-metrics',
  LOG_LEVEL: 'ERROR',
  AWS_REGION: 'eu-central-1',
});
