import type { Simulation } from '@headwaters/stack-simulator';

/** What a person must know of a pipeline that has just started: what runs, how to upload, what is not as on AWS. */
export function introduction(simulation: Simulation, sourceBucket: string): string {
  const { endpoint, region, stackName, blueprint, unsupported } = simulation;
  const consequences = [...new Set(unsupported.map(({ consequence }) => consequence))];
  return [
    `${stackName} is running at ${endpoint}`,
    ...blueprint.mappings.map(
      ({ streamName, functionName }) => `  ${sourceBucket} -> ${streamName} -> ${functionName}`,
    ),
    '',
    'Upload a text file, from another terminal, with either of:',
    `  curl -T FILE.txt ${endpoint}/${sourceBucket}/`,
    `  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${region} \\`,
    `    aws --endpoint-url ${endpoint} s3 cp FILE.txt s3://${sourceBucket}/`,
    '',
    'To see what became of every byte of it:',
    `  AWS_ENDPOINT_URL=${endpoint} npm run -s trace -- s3://${sourceBucket}/FILE.txt`,
    '',
    ...(consequences.length === 0 ? [] : ['Declared by the stack, but without effect here:']),
    ...consequences.map((consequence) => `  - ${consequence}`),
    '',
  ].join('\n');
}
