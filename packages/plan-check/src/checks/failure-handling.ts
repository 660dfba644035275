import { anyOf } from '@headwaters/aws-rules';
import type { TerraformResource } from '@headwaters/terraform-reader';
import {
  findInvokeConfig,
  findMappedFunction,
  listAsynchronousFunctions,
  listPossibleStreamMappings,
  listStreamMappings,
  readStreamSource,
  unknownInvokeConfigs,
  unknownSource,
} from '../stack/event-sources.js';
import { describeQualifier } from '../stack/invoked-function.js';
import { readNumber, readPositiveNumber } from '../stack/known-number.js';
import { isNestedSet } from '../stack/known-setting.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/** Defaults of AWS for attributes that the configuration leaves out. */
const defaultRetentionHours = 24;
/** A DynamoDB stream has no other retention. */
const dynamoDbRetentionHours = 24;
const defaultTimeoutSeconds = 3;
const defaultRetries = 2;
const defaultEventAgeSeconds = 21_600;

export const failureDestination: Check = {
  id: 'failure-destination',
  severity: 'error',
  why: 'Without a failure destination, records and events that fail permanently are dropped.',
  fix: 'Set destination_config.on_failure, preferably to a bucket, which keeps the whole payload.',
  find: (stack) => [
    ...mappingsWithoutDestination(stack),
    ...notCheckedMappings(stack),
    ...functionsWithoutDestination(stack),
  ],
};

function notCheckedMappings(stack: TerraformStack): Outcome[] {
  return listPossibleStreamMappings(stack).map(({ address }) => ({ address, notChecked: unknownSource }));
}

const unknownDestination = 'whether it has a failure destination is known only after apply';

function mappingsWithoutDestination(stack: TerraformStack): Outcome[] {
  return listStreamMappings(stack).flatMap(({ address, attributes }): Outcome[] => {
    const answer = isNestedSet(attributes, ['destination_config', 'on_failure', 'destination_arn']);
    if (answer === 'yes') return [];
    if (answer === 'unknown') return [{ address, notChecked: unknownDestination }];
    return [{ address, what: 'The mapping has no failure destination.' }];
  });
}

function functionsWithoutDestination(stack: TerraformStack): Outcome[] {
  return listAsynchronousFunctions(stack).flatMap((invoked): Outcome[] => {
    const config = findInvokeConfig(stack, invoked)?.attributes;
    const { address, attributes } = invoked.lambda;
    const answer = anyOf([
      isNestedSet(config, ['destination_config', 'on_failure', 'destination']),
      isNestedSet(attributes, ['dead_letter_config', 'target_arn']),
      ...unknownInvokeConfigs(stack).map(() => 'unknown' as const),
    ]);
    if (answer === 'yes') return [];
    if (answer === 'unknown') return [{ address, notChecked: unknownDestination }];
    return [
      {
        address,
        what:
          invoked.qualifier === undefined
            ? 'The function is invoked asynchronously and has no failure destination.'
            : `The function is invoked asynchronously through ${describeQualifier(invoked)}, which has no failure destination.`,
        fix: 'Add an aws_lambda_function_event_invoke_config with destination_config.on_failure, for exactly the function or alias that is invoked.',
      },
    ];
  });
}

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html and
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html (read 2026-11-29).
 */
export const recordAge: Check = {
  id: 'record-age',
  severity: 'error',
  why: 'A record that expires in the stream before the mapping dead-letters it is lost without a copy, and blocks its shard until then.',
  fix: 'Set maximum_record_age_in_seconds below the retention, or raise retention_period.',
  find: (stack) => [
    ...listStreamMappings(stack).flatMap((mapping) => describeAge(stack, mapping)),
    ...notCheckedMappings(stack),
  ],
};

function describeAge(stack: TerraformStack, mapping: TerraformResource): Outcome[] {
  const { address, attributes } = mapping;
  // Retries end by themselves: retry-time compares their time with the age.
  const retries = readNumber(attributes, 'maximum_retry_attempts') ?? -1;
  const ageSeconds = readPositiveNumber(attributes, 'maximum_record_age_in_seconds') ?? -1;
  if (ageSeconds === 'unknown' || (ageSeconds === -1 && retries === 'unknown')) {
    return [{ address, notChecked: 'its age limit or number of retries is known only after apply' }];
  }
  if (ageSeconds === -1) {
    if (retries !== -1) return [];
    return [{ address, what: 'The mapping retries a failing record until it expires in the stream.' }];
  }
  const { name, hours } = readRetention(stack, mapping);
  if (hours === undefined) return [];
  if (hours === 'unknown')
    return [{ address, notChecked: `the retention of ${name} is known only after apply` }];
  const retentionSeconds = hours * 3_600;
  if (ageSeconds < retentionSeconds) return [];
  const what = `The mapping retries records until they are ${ageSeconds} s old, but ${name} keeps them for ${retentionSeconds} s.`;
  return [{ address, what }];
}

interface Retention {
  readonly name: string;
  /** Is `undefined` if the stream is not in this stack. */
  readonly hours: number | 'unknown' | undefined;
}

function readRetention(stack: TerraformStack, mapping: TerraformResource): Retention {
  const { service, stream } = readStreamSource(stack, mapping);
  if (service === 'dynamodb') return { name: 'the DynamoDB stream', hours: dynamoDbRetentionHours };
  if (stream === undefined) return { name: 'the stream', hours: undefined };
  const hours = readPositiveNumber(stream.attributes, 'retention_period') ?? defaultRetentionHours;
  return { name: stream.address, hours };
}

export const retryTime: Check = {
  id: 'retry-time',
  severity: 'error',
  why: 'Retries that do not fit into the age limit never happen.',
  fix: 'Raise the age, or lower the timeout or the number of retries.',
  find: (stack) => [...mappingsWithSlowRetries(stack), ...functionsWithSlowRetries(stack)],
};

function mappingsWithSlowRetries(stack: TerraformStack): Outcome[] {
  return listStreamMappings(stack).flatMap((mapping): Outcome[] => {
    const { address, attributes } = mapping;
    const retries = readNumber(attributes, 'maximum_retry_attempts') ?? -1;
    const ageSeconds = readPositiveNumber(attributes, 'maximum_record_age_in_seconds') ?? -1;
    if (retries === -1 || ageSeconds === -1) return [];
    const lambda = findMappedFunction(stack, mapping);
    const timeoutSeconds = lambda === undefined ? 'unknown' : readTimeout(lambda);
    if (retries === 'unknown' || ageSeconds === 'unknown' || timeoutSeconds === 'unknown') {
      return [{ address, notChecked: 'its retries, its age limit or the timeout is not known' }];
    }
    const attempts = retries + 1;
    const totalSeconds = attempts * timeoutSeconds;
    if (totalSeconds <= ageSeconds) return [];
    const what = `${attempts} attempts can take ${totalSeconds} s, but records are dead-lettered after ${ageSeconds} s.`;
    return [{ address, what }];
  });
}

function readTimeout({ attributes }: TerraformResource): number | 'unknown' {
  return readPositiveNumber(attributes, 'timeout') ?? defaultTimeoutSeconds;
}

/** Total wait before the retries of an asynchronous event, by number of retries: 1 min before the first, 2 min before the second. */
const asynchronousWaitSeconds = [0, 60, 180];

function functionsWithSlowRetries(stack: TerraformStack): Outcome[] {
  return listAsynchronousFunctions(stack).flatMap((invoked): Outcome[] => {
    const { lambda } = invoked;
    const config = findInvokeConfig(stack, invoked);
    const { address } = config ?? lambda;
    const retries = readNumber(config?.attributes, 'maximum_retry_attempts') ?? defaultRetries;
    // The state contains 0 for an age that was not declared.
    const ageSeconds =
      readPositiveNumber(config?.attributes, 'maximum_event_age_in_seconds') ?? defaultEventAgeSeconds;
    const timeoutSeconds = readTimeout(lambda);
    if (retries === 'unknown' || ageSeconds === 'unknown' || timeoutSeconds === 'unknown') {
      return [{ address, notChecked: 'its retries, its age limit or the timeout is not known' }];
    }
    const attempts = retries + 1;
    const totalSeconds = attempts * timeoutSeconds + (asynchronousWaitSeconds[retries] ?? 0);
    if (totalSeconds <= ageSeconds) return [];
    const what = `${attempts} attempts can take ${totalSeconds} s, but events are dead-lettered after ${ageSeconds} s.`;
    return [{ address, what }];
  });
}
