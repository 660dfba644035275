import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { startLocalServices } from '@headwaters/local-services';
import { describe, expect, it } from '@jest/globals';
import { CallCounter } from '../../src/recovery/call-counter.js';
import { OperatorKilledError, makeOperatorClients } from '../../src/recovery/operator-clients.js';

describe('makeOperatorClients', () => {
  it('executes the last call of a run that is killed without telling its result, and no call after it', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'operator-clients-'));
    const services = await startLocalServices({ dataDirectory });
    const options = { endpoint: services.endpoint, region: 'eu-west-1', counter: new CallCounter() };
    const killed = makeOperatorClients({ ...options, killedAfterCalls: 2 });
    const other = makeOperatorClients(options);
    await killed.s3.send(new CreateBucketCommand({ Bucket: 'first' }));
    expect(killed.isKilled()).toBe(false);
    for (const Bucket of ['second', 'third'])
      await expect(killed.s3.send(new CreateBucketCommand({ Bucket }))).rejects.toThrow(OperatorKilledError);
    expect(killed.isKilled()).toBe(true);
    await other.s3.send(new HeadBucketCommand({ Bucket: 'second' }));
    await expect(other.s3.send(new HeadBucketCommand({ Bucket: 'third' }))).rejects.toThrow();
    killed.close();
    other.close();
    await services.close();
    rmSync(dataDirectory, { recursive: true });
  });
});
