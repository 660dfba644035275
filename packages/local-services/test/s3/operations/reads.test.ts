import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'uploads';
/** More than the buffers of a socket. */
const large = randomBytes(20_000_000);

let running: TestServices;
beforeEach(async () => {
  running = await startForTest();
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => running.stop());

/** Requests the object over a socket that reads only when it is told to. */
async function startReading(): Promise<Socket> {
  const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
  socket.pause();
  socket.write(`GET /${Bucket}/large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

/** Files of the services that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(running.dataDirectory) ? [path] : [];
    } catch {
      return [];
    }
  });
}

const closesItsFile = process.platform === 'linux' ? it : it.skip;

describe('reads', () => {
  it('wait for a client that stops reading, and then send the rest', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));
    const socket = await startReading();
    await delay(300);
    const received: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) received.push(chunk);
    const answer = Buffer.concat(received);
    expect(answer.subarray(answer.indexOf('\r\n\r\n') + 4).equals(large)).toBe(true);
  });

  closesItsFile('close their file if the client disconnects', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));
    const socket = await startReading();
    expect(openFiles()).toHaveLength(1);
    socket.destroy();
    while (openFiles().length > 0) await delay(5);
  });
});

describe('conditional writes', () => {
  const claim = () =>
    running.s3.send(new PutObjectCommand({ Bucket, Key: 'marker', Body: 'x', IfNoneMatch: '*' })).then(
      () => 'written',
      (error: unknown) => (error as Error).name,
    );

  it('succeed for one of 20 at a time, and again after the object was deleted', async () => {
    for (let round = 0; round < 2; round++) {
      const outcomes = await Promise.all(Array.from({ length: 20 }, claim));
      expect(outcomes.sort()).toEqual([...Array<string>(19).fill('PreconditionFailed'), 'written']);
      await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'marker' }));
    }
    await expect(running.s3.send(new GetObjectCommand({ Bucket, Key: 'marker' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });
});
