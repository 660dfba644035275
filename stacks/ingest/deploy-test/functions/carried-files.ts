import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { Deployment } from '../deployment.js';
import { PipelineSteps } from './pipeline-steps.js';

/** A block as stock tools unpack it: gzip where the function's Node has no zstd. */
const unpack = ({ key, body }: { key: string; body: Uint8Array }) =>
  key.endsWith('.zst') ? zstdDecompressSync(body) : gunzipSync(body);

/** Tests that a file goes through the deployed functions, under their own roles and with no other permission. */
export function itCarriesFiles(deploymentOf: () => Deployment): void {
  it('carries a file of 2 MB to both consumers under their own roles, and archives it whole', async () => {
    const { aws } = deploymentOf();
    const steps = new PipelineSteps(deploymentOf());
    const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} of an ordinary text file\n`);
    const body = Buffer.from(lines.join(''));
    await aws.enforceIam();
    try {
      expect(await steps.publish('in/a b ü.txt', body)).toEqual({ ok: true, value: null });
      for (const consumer of ['consumer-archive', 'consumer-audit']) {
        const batch = await steps.poll(consumer);
        expect(await steps.consume(consumer, batch)).toEqual({ ok: true, value: { batchItemFailures: [] } });
      }
    } finally {
      await aws.trustEveryone();
    }
    const blocks = await steps.archived();
    expect(blocks.length).toBeGreaterThan(1);
    expect(Buffer.concat(blocks.map(unpack)).equals(body)).toBe(true);
  });
}
