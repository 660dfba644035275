import type { Check } from '../check.js';
import { blockOf, blocksOf, isSet } from '../terraform/attributes.js';
import { asynchronousFunctions } from '../topology/asynchronous-functions.js';
import { invokeConfigOf } from '../topology/invoke-config-of.js';
import { streamMappings } from '../topology/stream-mappings.js';

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
