import type { Check } from '../check.js';

const lossOf: Readonly<Record<string, string>> = {
  aws_kinesis_stream: 'all records that it holds, and every reader its place',
  aws_lambda_event_source_mapping: 'its place in the stream: records are read twice or never',
  aws_s3_bucket: 'every object and version in it',
  aws_kms_key: 'everything that was encrypted with it',
};

export const replacement: Check = {
  id: 'replacement',
  severity: 'error',
  why: 'Some things can not be made again as they were.',
  fix: 'Change it in place, use a moved block if only its address changed, or make the new one first and drain the old.',
  find: (stack) =>
    stack.resources.flatMap(({ address, type, change }) => {
      const loss = lossOf[type];
      if (loss === undefined || !change?.actions.includes('delete')) return [];
      const deed = change.actions.includes('create') ? 'replaces' : 'deletes';
      return [{ address, what: `The plan ${deed} it, which loses ${loss}.` }];
    }),
};
