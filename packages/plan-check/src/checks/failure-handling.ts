import { blockOf, blocksOf, isSet, numberOf, stringOf } from '@headwaters/terraform-reader';
import { asynchronousFunctions, invokeConfigOf, streamMappings, streamOf } from '../stack/event-sources.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Spot } from './check.js';

export const failureDestination: Check = {
  id: 'failure-destination',
  severity: 'error',
  why: 'What fails for good is dropped unless there is a destination for it.',
  fix: 'Set destination_config.on_failure, best to a bucket: it keeps the whole payload.',
  find: (stack) => [
    ...streamMappings(stack)
      .filter(({ attributes }) => {
        const onFailure = blockOf(blockOf(attributes, 'destination_config'), 'on_failure');
        return !isSet(onFailure, 'destination_arn');
      })
      .map(({ address }) => ({ address, what: 'The mapping has no destination for what fails.' })),
    ...asynchronousFunctions(stack)
      .filter((lambda) => {
        const config = invokeConfigOf(stack, lambda)?.attributes;
        const onFailure = blockOf(blockOf(config, 'destination_config'), 'on_failure');
        return (
          !isSet(onFailure, 'destination') && blocksOf(lambda.attributes, 'dead_letter_config').length === 0
        );
      })
      .map(({ address }) => ({
        address,
        what: 'The function is started asynchronously and has no destination for what fails.',
        fix: 'Give it an aws_lambda_function_event_invoke_config with destination_config.on_failure.',
      })),
  ],
};

const defaultRetentionHours = 24;

export const recordAge: Check = {
  id: 'record-age',
  severity: 'error',
  why: 'A record that the stream forgets before the mapping gives it up is gone without a copy, and an endless retry blocks its shard until then.',
  fix: 'Set maximum_record_age_in_seconds below the retention, or raise retention_period.',
  find: (stack) =>
    streamMappings(stack).flatMap((mapping) => {
      const { address, attributes } = mapping;
      const stream = streamOf(stack, mapping);
      const age = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
      if (typeof attributes['maximum_record_age_in_seconds'] === 'string' && age === -1) return [];
      if (age === -1)
        return [{ address, what: 'The mapping keeps trying a bad record until the stream forgets it.' }];
      if (stream === undefined) return [];
      const retentionHours = numberOf(stream.attributes, 'retention_period') ?? defaultRetentionHours;
      if (age < retentionHours * 3_600) return [];
      const what = `The mapping takes records up to ${age} s old; ${stream.address} keeps them for ${retentionHours * 3_600} s.`;
      return [{ address, what }];
    }),
};

const defaultTimeoutSeconds = 3;
/** Lambda waits one minute before the first retry of an asynchronous event and two before the second. */
const asynchronousWaitsSeconds = [0, 60, 180];

function slowMappings(stack: TerraformStack): Spot[] {
  return streamMappings(stack).flatMap(({ address, attributes }) => {
    const lambda = stack.resolve('aws_lambda_function', stringOf(attributes, 'function_name'));
    const retries = numberOf(attributes, 'maximum_retry_attempts') ?? -1;
    const ageSeconds = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
    if (lambda === undefined || retries < 0 || ageSeconds < 0) return [];
    const triesSeconds = (retries + 1) * (numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds);
    if (triesSeconds <= ageSeconds) return [];
    const what = `${retries + 1} tries may take ${triesSeconds} s, but records are given up at ${ageSeconds} s.`;
    return [{ address, what }];
  });
}

function slowFunctions(stack: TerraformStack): Spot[] {
  return asynchronousFunctions(stack).flatMap((lambda) => {
    const config = invokeConfigOf(stack, lambda);
    const retries = numberOf(config?.attributes, 'maximum_retry_attempts') ?? 2;
    const ageSeconds = numberOf(config?.attributes, 'maximum_event_age_in_seconds') ?? 21_600;
    const timeoutSeconds = numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds;
    const triesSeconds = (retries + 1) * timeoutSeconds + (asynchronousWaitsSeconds[retries] ?? 0);
    if (triesSeconds <= ageSeconds) return [];
    const what = `${retries + 1} tries may take ${triesSeconds} s, but events are given up at ${ageSeconds} s.`;
    return [{ address: config?.address ?? lambda.address, what }];
  });
}

export const retryTime: Check = {
  id: 'retry-time',
  severity: 'error',
  why: 'Retries that do not fit into the age limit never happen.',
  fix: 'Raise the age, or lower the timeout or the number of retries.',
  find: (stack) => [...slowMappings(stack), ...slowFunctions(stack)],
};
