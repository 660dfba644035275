import { blockOf, blocksOf, isSet, numberOf } from '@headwaters/terraform-reader';
import {
  findInvokeConfig,
  findMappedFunction,
  findStream,
  listAsynchronousFunctions,
  listStreamMappings,
} from '../stack/event-sources.js';
import { describeQualifier } from '../stack/invoked-function.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

/** Defaults of AWS for attributes that the configuration leaves out. */
const defaultRetentionHours = 24;
const defaultTimeoutSeconds = 3;
const defaultRetries = 2;
const defaultEventAgeSeconds = 21_600;

export const failureDestination: Check = {
  id: 'failure-destination',
  severity: 'error',
  why: 'Without a failure destination, records and events that fail permanently are dropped.',
  fix: 'Set destination_config.on_failure, preferably to a bucket, which keeps the whole payload.',
  find: (stack) => [...mappingsWithoutDestination(stack), ...functionsWithoutDestination(stack)],
};

function mappingsWithoutDestination(stack: TerraformStack): Violation[] {
  return listStreamMappings(stack)
    .filter(({ attributes }) => {
      const onFailure = blockOf(blockOf(attributes, 'destination_config'), 'on_failure');
      return !isSet(onFailure, 'destination_arn');
    })
    .map(({ address }) => ({ address, what: 'The mapping has no failure destination.' }));
}

function functionsWithoutDestination(stack: TerraformStack): Violation[] {
  return listAsynchronousFunctions(stack)
    .filter((invoked) => {
      const config = findInvokeConfig(stack, invoked)?.attributes;
      const onFailure = blockOf(blockOf(config, 'destination_config'), 'on_failure');
      const deadLetters = blocksOf(invoked.lambda.attributes, 'dead_letter_config');
      return !isSet(onFailure, 'destination') && deadLetters.length === 0;
    })
    .map((invoked) => ({
      address: invoked.lambda.address,
      what:
        invoked.qualifier === undefined
          ? 'The function is invoked asynchronously and has no failure destination.'
          : `The function is invoked asynchronously through ${describeQualifier(invoked)}, which has no failure destination.`,
      fix: 'Add an aws_lambda_function_event_invoke_config with destination_config.on_failure, for exactly the function or alias that is invoked.',
    }));
}

export const recordAge: Check = {
  id: 'record-age',
  severity: 'error',
  why: 'A record that expires in the stream before the mapping dead-letters it is lost without a copy, and blocks its shard until then.',
  fix: 'Set maximum_record_age_in_seconds below the retention, or raise retention_period.',
  find: (stack) =>
    listStreamMappings(stack).flatMap((mapping) => {
      const { address, attributes } = mapping;
      const stream = findStream(stack, mapping);
      const ageSeconds = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
      const isUnknown = typeof attributes['maximum_record_age_in_seconds'] === 'string' && ageSeconds === -1;
      if (isUnknown) return [];
      if (ageSeconds === -1) {
        return [{ address, what: 'The mapping retries a failing record until it expires in the stream.' }];
      }
      if (stream === undefined) return [];
      const retentionSeconds =
        (numberOf(stream.attributes, 'retention_period') ?? defaultRetentionHours) * 3_600;
      if (ageSeconds < retentionSeconds) return [];
      const what = `The mapping retries records until they are ${ageSeconds} s old, but ${stream.address} keeps them for ${retentionSeconds} s.`;
      return [{ address, what }];
    }),
};

export const retryTime: Check = {
  id: 'retry-time',
  severity: 'error',
  why: 'Retries that do not fit into the age limit never happen.',
  fix: 'Raise the age, or lower the timeout or the number of retries.',
  find: (stack) => [...mappingsWithSlowRetries(stack), ...functionsWithSlowRetries(stack)],
};

function mappingsWithSlowRetries(stack: TerraformStack): Violation[] {
  return listStreamMappings(stack).flatMap((mapping) => {
    const { address, attributes } = mapping;
    const lambda = findMappedFunction(stack, mapping);
    const retries = numberOf(attributes, 'maximum_retry_attempts') ?? -1;
    const ageSeconds = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
    if (lambda === undefined || retries < 0 || ageSeconds < 0) return [];
    const attempts = retries + 1;
    const totalSeconds = attempts * (numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds);
    if (totalSeconds <= ageSeconds) return [];
    const what = `${attempts} attempts can take ${totalSeconds} s, but records are dead-lettered after ${ageSeconds} s.`;
    return [{ address, what }];
  });
}

/** Total wait before the retries of an asynchronous event, by number of retries: 1 min before the first, 2 min before the second. */
const asynchronousWaitSeconds = [0, 60, 180];

function functionsWithSlowRetries(stack: TerraformStack): Violation[] {
  return listAsynchronousFunctions(stack).flatMap((invoked) => {
    const { lambda } = invoked;
    const config = findInvokeConfig(stack, invoked);
    const retries = numberOf(config?.attributes, 'maximum_retry_attempts') ?? defaultRetries;
    const ageSeconds = numberOf(config?.attributes, 'maximum_event_age_in_seconds') ?? defaultEventAgeSeconds;
    const timeoutSeconds = numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds;
    const attempts = retries + 1;
    const totalSeconds = attempts * timeoutSeconds + (asynchronousWaitSeconds[retries] ?? 0);
    if (totalSeconds <= ageSeconds) return [];
    const what = `${attempts} attempts can take ${totalSeconds} s, but events are dead-lettered after ${ageSeconds} s.`;
    return [{ address: config?.address ?? lambda.address, what }];
  });
}
