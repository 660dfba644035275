import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { endWithReader } from '../../src/command-line/exit.js';

describe('endWithReader', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('ends the process when the reader of standard output goes away, until it stops listening', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const stopListening = endWithReader();
    process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(exit).toHaveBeenCalledWith(130);
    const listeners = process.stdout.listenerCount('error');
    stopListening();
    expect(process.stdout.listenerCount('error')).toBe(listeners - 1);
  });
});
