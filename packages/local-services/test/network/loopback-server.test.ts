import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type Socket, connect } from 'node:net';
import { CreateStreamCommand, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { startLocalServices } from '@headwaters/local-services';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../manual-clock.js';
import { type TestServices, startForTest } from '../start-for-test.js';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

describe('startLocalServices', () => {
  let running: TestServices;
  const portOf = () => Number(new URL(running.services.endpoint).port);

  beforeEach(async () => {
    running = await startForTest();
  });
  afterEach(() => running.stop());

  it('serves Kinesis over HTTP/2 and S3 over HTTP/1.1 on one port', async () => {
    const session = connectHttp2(running.services.endpoint);
    const stream = session.request({
      ':method': 'POST',
      'x-amz-target': 'Kinesis_20131202.ListStreams',
      'content-type': 'application/x-amz-json-1.1',
    });
    stream.end('{}');
    expect(JSON.parse((await stream.toArray()).join(''))).toMatchObject({ StreamNames: [] });
    session.destroy();
    expect((await running.s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect((await running.kinesis.send(new ListStreamsCommand({}))).StreamNames).toEqual([]);
  });

  it('sends the time of its clock as Date, over HTTP/1.1 and HTTP/2', async () => {
    const clock = new ManualClock();
    clock.advance(3_600_000);
    const other = await startForTest({ clock });
    const { endpoint } = other.services;
    const dates = [(await fetch(endpoint)).headers.get('date')];
    const session = connectHttp2(endpoint);
    const stream = session.request({ ':path': '/' });
    const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    dates.push(headers.date ?? null);
    session.destroy();
    await other.stop();
    expect(dates).toEqual(Array(2).fill('Thu, 01 Jan 2026 01:00:00 GMT'));
  });

  it('detects HTTP/2 if its preface arrives byte by byte', async () => {
    const socket = connect(portOf(), '127.0.0.1');
    socket.setNoDelay(true);
    for (const character of preface) {
      socket.write(character, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    socket.write(emptySettings);
    const answer = await firstBytes(socket);
    const settingsFrame = 4;
    expect(answer[3]).toBe(settingsFrame);
    socket.destroy();
  });

  it('calls additional handlers before those of the services', async () => {
    await running.stop();
    running = await startForTest({
      handlers: [
        (request, response) => {
          if (request.url !== '/2015-03-31/functions') return false;
          response.statusCode = 202;
          response.end('mine');
          return true;
        },
      ],
    });
    const mine = await fetch(`${running.services.endpoint}/2015-03-31/functions`);
    expect([mine.status, await mine.text()]).toEqual([202, 'mine']);
    expect((await fetch(running.services.endpoint)).status).toBe(200);
  });

  it('names the port that is in use', async () => {
    const second = startLocalServices({ dataDirectory: running.dataDirectory, port: portOf() });
    await expect(second).rejects.toMatchObject({
      code: 'LOCAL_SERVICES_PORT_UNAVAILABLE',
      message: expect.stringContaining(String(portOf())),
    });
    expect(readdirSync(running.dataDirectory)).toHaveLength(1);
  });

  it('rejects a data directory that is not writable', async () => {
    const started = startLocalServices({ dataDirectory: '/dev/null/data' });
    await expect(started).rejects.toMatchObject({ code: 'LOCAL_SERVICES_DATA_DIRECTORY_UNUSABLE' });
  });

  it('closes open connections and deletes all files on close', async () => {
    await running.kinesis.send(new CreateStreamCommand({ StreamName: 'a', ShardCount: 1 }));
    const idle = connect(portOf(), '127.0.0.1');
    const ended = new Promise((resolve) => idle.on('close', resolve));
    await new Promise((resolve) => idle.once('connect', resolve));
    idle.on('error', () => undefined);
    await running.services.close();
    await ended;
    expect(readdirSync(running.dataDirectory)).toEqual([]);
  });
});

function firstBytes(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', resolve).once('error', reject);
  });
}
