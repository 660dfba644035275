import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import type { ConsoleWatch } from '../../../src/server/console-watch.js';
import { ConsoleError } from '../../../src/server/errors.js';
import { feedRoutes } from '../../../src/server/http/feed-routes.js';

type Watch = Pick<ConsoleWatch, 'current' | 'logs' | 'flow'>;

/** A watch whose picture changes whenever it is read. */
function changingWatch(): { readonly watch: Watch; readonly reads: () => number } {
  let reads = 0;
  const watch = {
    current: () => ({ picture: { reads: ++reads } }),
    logs: { after: () => [] },
    flow: { samplesAfter: () => [] },
  };
  return { watch: watch as unknown as Watch, reads: () => reads };
}

describe('feedRoutes', () => {
  it('formats no further state for a client that does not read', async () => {
    const { watch, reads } = changingWatch();
    const { body } = await feedRoutes(watch).request('/feed');
    await sleep(1_500);
    expect(reads()).toBeLessThanOrEqual(2);
    await body?.cancel();
  });

  it('serves 16 clients at once, refuses the next, and serves one more when one has left', async () => {
    const { watch } = changingWatch();
    const routes = new Hono()
      .route('/', feedRoutes(watch))
      .onError((error, { text }) => text(error.message, error instanceof ConsoleError ? error.status : 500));
    const open = async () => {
      const { status, body } = await routes.request('/feed');
      return { status, body };
    };
    const clients = await Promise.all(Array.from({ length: 16 }, open));
    expect(clients.map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await open()).status).toBe(503);
    await clients[0]?.body?.cancel();
    await sleep(300);
    const next = await open();
    expect(next.status).toBe(200);
    for (const { body } of [...clients.slice(1), next]) await body?.cancel();
  });
});
