import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ServiceCall, startFaultGateway } from '@headwaters/fault-injection';
import { systemClock } from '@headwaters/local-services';
import {
  FunctionFleet,
  readBlueprint,
  readConfiguration,
  startSimulation,
} from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(60_000);

/** What passes the gateway, counted without the code of the meter. */
class Recount {
  s3Writes = 0;
  s3Reads = 0;
  kinesisPutUnits = 0;
  lambdaRequests = 0;

  /** By the method and the URL, as on the price page of S3: PUT, COPY, POST and LIST; GET and all others; DELETE is free. */
  readonly count = (call: ServiceCall): void => {
    if (call.kind === 'putRecords')
      for (const { data, partitionKey } of call.entries)
        this.kinesisPutUnits += Math.ceil((data.length + partitionKey.length) / 25_000);
    else if (call.kind === 'putObject') this.s3Writes += 1;
    else if (call.kind === 'getObject') this.s3Reads += 1;
    else if (call.kind === 'other' && call.url !== '/') this.#countOther(call);
  };

  /** Lambda logs this line for each invocation. */
  readonly readLog = (_: string, line: string): void => {
    if (line.startsWith('START RequestId: ')) this.lambdaRequests += 1;
  };

  #countOther({ method, url }: { readonly method: string; readonly url: string }): void {
    const isListing = method === 'GET' && /[?&](list-type|versions|uploads)\b/.test(url);
    const isDeletion = method === 'DELETE' || (method === 'POST' && /[?&]delete\b/.test(url));
    if (isListing || ((method === 'PUT' || method === 'POST') && !isDeletion)) this.s3Writes += 1;
    else if (!isDeletion) this.s3Reads += 1;
  }
}

const stopping: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0).reverse()) await stop();
});

/** Runs the bundled functions behind a gateway. */
async function start(recount: Recount) {
  const stackDirectory = writePipelineStack({
    batchSize: 3,
    producer: { LEDGER_BUCKET: 'ledger', CELL_BYTES: '60000' },
    consumers: {
      store: { ...archivingTo('archive'), LEDGER_BUCKET: 'ledger' },
      audit: { SINK: 'log', LEDGER_BUCKET: 'ledger' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-recount-'));
  stopping.push(() => {
    for (const each of [stackDirectory, folder]) rmSync(each, { recursive: true });
  });
  const gateway = await startFaultGateway();
  stopping.push(() => gateway.close());
  const blueprint = readBlueprint(await readConfiguration(stackDirectory));
  const fleet = await FunctionFleet.unpack({
    plans: blueprint.functions,
    folder,
    nodePath: process.execPath,
    region: blueprint.region,
    endpoint: gateway.endpoint,
    clock: systemClock,
    onLine: recount.readLog,
  });
  stopping.push(() => fleet.stop());
  const simulation = await startSimulation({ stackDirectory, invoker: fleet, enforceLimits: false });
  stopping.push(() => simulation.stop());
  const plan = { faultFor: () => undefined, onServed: recount.count };
  gateway.setTarget({ endpoint: simulation.endpoint, plan });
  const credentials = { accessKeyId: 'person', secretAccessKey: 'x' };
  const s3 = new S3Client({ endpoint: gateway.endpoint, region: blueprint.region, credentials });
  stopping.push(() => {
    s3.destroy();
  });
  return { simulation, s3 };
}

describe('Simulation.usage', () => {
  it('has the S3 requests, PUT payload units and invocations that an independent count at a gateway finds', async () => {
    const recount = new Recount();
    const { simulation, s3 } = await start(recount);
    // Random digits compress by half: some blocks have two units, some one.
    for (const Key of ['one.txt', 'two.txt', 'three.txt']) {
      const Body = `${randomBytes(100_000)
        .toString('hex')
        .replaceAll(/(.{199})/g, '$1\n')}\n`;
      await s3.send(new PutObjectCommand({ Bucket: 'source', Key, Body }));
    }
    await simulation.whenIdle();
    const { s3Writes, s3Reads, kinesisPutUnits, lambdaRequests } = simulation.usage();
    expect({ s3Writes, s3Reads, kinesisPutUnits, lambdaRequests }).toEqual({
      s3Writes: recount.s3Writes,
      s3Reads: recount.s3Reads,
      kinesisPutUnits: recount.kinesisPutUnits,
      lambdaRequests: recount.lambdaRequests,
    });
    // 3 uploads, 12 archived blocks, and the receipts of the producer and of two consumers; one read of each file.
    expect(recount.s3Writes).toBeGreaterThan(3 + 12 + 3 + 2 * 4);
    expect(recount.s3Reads).toBe(3);
    expect(recount.kinesisPutUnits).toBeGreaterThan(12);
    expect(recount.lambdaRequests).toBeGreaterThan(3 + 2 * 4);
  });
});
