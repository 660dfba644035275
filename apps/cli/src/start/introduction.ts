import type { Simulation } from '@headwaters/stack-simulator';

/** Formats what `start` prints first: the data flow, how to upload and trace a file, and what differs from AWS. */
export function formatIntroduction(simulation: Simulation, sourceBucket: string): string {
  const { endpoint, region, stackName, blueprint, unsupported } = simulation;
  const consequences = [...new Set(unsupported.map(({ consequence }) => consequence))];
  return [
    `${stackName} is running at ${endpoint}`,
    ...blueprint.mappings.map(
      ({ streamName, functionName }) => `  ${sourceBucket} -> ${streamName} -> ${functionName}`,
    ),
    '',
    'Upload a text file from another terminal, with curl or the AWS CLI:',
    `  curl -T FILE.txt ${endpoint}/${sourceBucket}/`,
    `  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${region} \\`,
    `    aws --endpoint-url ${endpoint} s3 cp FILE.txt s3://${sourceBucket}/`,
    '',
    'Trace every byte of it to every consumer:',
    `  AWS_ENDPOINT_URL=${endpoint} npm run -s trace -- s3://${sourceBucket}/FILE.txt`,
    '',
    ...(consequences.length === 0 ? [] : ['Declared by the stack, but not simulated:']),
    ...consequences.map((consequence) => `  - ${consequence}`),
    '',
  ].join('\n');
}
