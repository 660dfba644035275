import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Feed } from '../../contract/feed.js';
import type { ConsoleWatch } from '../console-watch.js';
import { ConsoleError } from '../errors.js';
import type { FaultBoard } from '../faults/switched-faults.js';

const tickMillis = 250;

/** Each open page of the console has one. Every client costs a comparison of all topics per tick. */
const maxClients = 16;

/**
 * `GET /feed`: the events of the contract's `Feed`. A topic is sent only when it has changed. A client that reads slowly skips
 * states: the next one is formatted when the last one has been taken.
 */
export function feedRoutes(watch: Pick<ConsoleWatch, 'current' | 'logs' | 'flow'>): Hono {
  const routes = new Hono();
  let clients = 0;
  routes.get('/feed', (context) => {
    if (clients >= maxClients)
      throw new ConsoleError(
        'CONSOLE_FEEDS_EXHAUSTED',
        `The console has ${maxClients} open pages, its limit. Close one.`,
      );
    clients += 1;
    return streamSSE(context, async (stream) => {
      try {
        await sendFeed(stream, watch);
      } finally {
        clients -= 1;
      }
    });
  });
  return routes;
}

async function sendFeed(
  stream: SSEStreamingApi,
  watch: Pick<ConsoleWatch, 'current' | 'logs' | 'flow'>,
): Promise<void> {
  const sent = new Map<string, string>();
  let lastLogId = 0;
  let lastSampleAt = 0;
  const send = (topic: keyof Feed, content: unknown) =>
    stream.writeSSE({ event: topic, data: JSON.stringify(content) });
  while (!stream.aborted && !stream.closed) {
    for (const [topic, content] of Object.entries(watch.current())) {
      const data = JSON.stringify(content);
      if (sent.get(topic) === data) continue;
      sent.set(topic, data);
      await stream.writeSSE({ event: topic, data });
    }
    const logs = watch.logs.after(lastLogId);
    lastLogId = logs.at(-1)?.id ?? lastLogId;
    if (logs.length > 0) await send('logs', logs);
    const samples = watch.flow.samplesAfter(lastSampleAt);
    lastSampleAt = samples.at(-1)?.at ?? lastSampleAt;
    if (samples.length > 0) await send('samples', samples);
    await stream.sleep(tickMillis);
  }
}

/** `PUT /faults/:id` switches a fault on, `DELETE /faults/:id` off. */
export function faultRoutes(faults: FaultBoard): Hono {
  const set = (id: string, isOn: boolean): void => {
    if (!faults.set(id, isOn)) throw new ConsoleError('CONSOLE_NOT_FOUND', `Unknown fault ${id}.`);
  };
  const routes = new Hono();
  routes
    .put('/faults/:id', ({ req, body }) => {
      set(req.param('id'), true);
      return body(null, 204);
    })
    .delete('/faults/:id', ({ req, body }) => {
      set(req.param('id'), false);
      return body(null, 204);
    });
  return routes;
}
