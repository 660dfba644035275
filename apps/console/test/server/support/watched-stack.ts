import { rmSync } from 'node:fs';
import { pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';

/** Two consumers without retries. Only `first` writes receipts. Uploads end in `.txt`. */
const stack = pipelineStack({
  stackName: 'watched',
  buckets: { source: 'uploads', failures: 'failures', ledger: 'ledger' },
  stream: { name: 'lines' },
  uploadSuffix: '.txt',
  producer: attributes({ STREAM_NAME: '${aws_kinesis_stream.stream.name}' }),
  consumers: {
    first: {
      function: attributes({ CONSUMER_NAME: 'first', SINK: 'log', LEDGER_BUCKET: 'ledger' }),
      mapping: { maximum_retry_attempts: 0 },
    },
    second: {
      function: attributes({ CONSUMER_NAME: 'second', SINK: 'log' }),
      mapping: { maximum_retry_attempts: 0 },
    },
  },
});

function attributes(variables: Readonly<Record<string, string>>) {
  return { timeout: 3, environment: { variables } };
}

/** Writes the stack and a built page of two files to a new folder. */
export function writeWatchedStack(): { readonly folder: string; readonly remove: () => void } {
  const folder = writeStack(stack, { 'index.html': '<title>Headwaters</title>', 'app.js': 'void 0;' });
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
