import '../fakes/environment.js';
import type { RequestListener } from 'node:http';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { awsPorts } from '../../src/aws-ports.js';
import { openObject, readChunks } from '../../src/object/object-body.js';
import { readObject } from '../../src/object/read-object.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { fakeTimeouts, until } from '../fakes/fake-timers.js';
import { LoopbackServer } from '../fakes/loopback-server.js';

const upload = { source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' } };
const content = 'abcdef';

let server: LoopbackServer;
beforeAll(async () => {
  server = await LoopbackServer.start();
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  server.reset();
  fakeTimeouts();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Sends the object, or the rest that is requested; the first response stops after `stallAfter` bytes. */
function sendStalling(stallAfter: number): RequestListener {
  return ({ headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start === 0 ? 200 : 206, { 'content-length': content.length - start, etag: '"e"' });
    if (server.requestCount === 1) response.write(content.slice(0, stallAfter));
    else response.end(content.slice(start));
  };
}

function portsOfReader() {
  const clock = new FakeClock();
  const { s3 } = awsPorts(parseProducerEnvironment({ STREAM_NAME: 'records' }));
  return { s3, clock, random: () => 0.5, deadline: new Deadline(clock, 60_000) };
}

/** Collects the object; `text` grows with each chunk. */
function startReading() {
  const reading = { text: '', failure: undefined as unknown, done: Promise.resolve() };
  reading.done = (async () => {
    for await (const chunk of readObject(upload, portsOfReader()))
      reading.text += Buffer.from(chunk).toString();
  })();
  return reading;
}

describe('readObject', () => {
  it('resumes at the next byte, on a new connection, 10 seconds after a body stalls', async () => {
    server.respond = sendStalling(3);
    const reading = startReading();
    await until(() => reading.text === 'abc');
    await jest.advanceTimersByTimeAsync(9_999);
    expect(server.requestCount).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await reading.done;
    expect(reading.text).toBe(content);
    expect({ requests: server.requestCount, connections: server.connectionCount }).toEqual({
      requests: 2,
      connections: 2,
    });
  });

  it('requests an object again 10 seconds after a request got no answer', async () => {
    const respond = sendStalling(0);
    server.respond = (request, response) => {
      if (server.requestCount > 1) respond(request, response);
    };
    const reading = startReading();
    await until(() => server.requestCount === 1);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(server.requestCount).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await reading.done;
    expect(reading.text).toBe(content);
  });

  it('does not cut off a body that sends one byte every 9 seconds', async () => {
    let send: (byte: string) => void = () => undefined;
    server.respond = (_, response) => {
      response.writeHead(200, { 'content-length': content.length, etag: '"e"' });
      send = (byte) => response.write(byte);
      send(content[0] ?? '');
    };
    const reading = startReading();
    for (let count = 1; count < content.length; count++) {
      await until(() => reading.text.length === count);
      await jest.advanceTimersByTimeAsync(9_000);
      send(content[count] ?? '');
    }
    await reading.done;
    expect({ text: reading.text, requests: server.requestCount }).toEqual({ text: content, requests: 1 });
  });

  it('does not cut off a caller that waits 10 minutes between two chunks', async () => {
    let sendRest: () => void = () => undefined;
    server.respond = (_, response) => {
      response.writeHead(200, { 'content-length': content.length, etag: '"e"' }).write('abc');
      sendRest = () => response.end('def');
    };
    const chunks = readObject(upload, portsOfReader());
    const first = await chunks.next();
    await jest.advanceTimersByTimeAsync(600_000);
    sendRest();
    const second = await chunks.next();
    expect([first, second].map(({ value }) => Buffer.from(value ?? []).toString())).toEqual(['abc', 'def']);
    expect(server.requestCount).toBe(1);
  });

  it('closes the connection if the caller stops early', async () => {
    server.respond = sendStalling(3);
    const chunks = readObject(upload, portsOfReader());
    await chunks.next();
    await chunks.return();
    await server.whenDisconnected();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('uses one connection for two objects that are read completely, and leaves no timer', async () => {
    server.respond = (_, response) => response.writeHead(200, { 'content-length': 1, etag: '"e"' }).end('x');
    const ports = portsOfReader();
    for (let count = 0; count < 2; count++) {
      const { body } = await openObject({ ...upload, offset: 0, eTag: undefined }, ports);
      for await (const chunk of readChunks(body)) expect(chunk).toHaveLength(1);
    }
    expect({ connections: server.connectionCount, timers: jest.getTimerCount() }).toEqual({
      connections: 1,
      timers: 0,
    });
  });
});
