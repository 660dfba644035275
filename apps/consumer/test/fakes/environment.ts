// Import this before the handler, which reads its environment when it is loaded.
Object.assign(process.env, {
  CONSUMER_NAME: 'archive',
  SINK: 'archive',
  ARCHIVE_BUCKET: 'archive-bucket',
  METRICS_NAMESPACE: 'pipeline-metrics',
  LOG_LEVEL: 'ERROR',
  AWS_REGION: 'eu-central-1',
});
