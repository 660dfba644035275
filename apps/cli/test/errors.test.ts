import { PlanCheckError } from '@headwaters/plan-check';
import { SourceMissingError } from '@headwaters/ledger';
import { MappingUnsettledError, PipelineIncompleteError, RecoveryLeaseLostError } from '@headwaters/recovery';
import { ScriptInvalidError, StackUnreadableError } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { isExpectedError } from '../src/errors.js';

describe('isExpectedError', () => {
  it.each([
    ['the simulator', new ScriptInvalidError('message')],
    ['the reader of Terraform files', new StackUnreadableError('message')],
    ['plan-check', new PlanCheckError('message')],
    ['a pipeline without what a command needs', new PipelineIncompleteError('message')],
    ['a recovery command', new RecoveryLeaseLostError('redrive')],
    ['a mapping', new MappingUnsettledError('id', 'Enabling')],
    ['the ledger', new SourceMissingError({ bucket: 'a', key: 'b' }, {})],
  ])('knows an error of %s by its code', (_, error) => {
    expect(isExpectedError(error)).toBe(true);
  });

  it('does not know a defect, with or without a code', () => {
    const invalid = Object.assign(new TypeError('message'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect([new TypeError('message'), invalid].filter(isExpectedError)).toEqual([]);
  });
});
