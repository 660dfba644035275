import { startConsole } from '@headwaters/console';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Trace, traceObject } from '@headwaters/ledger';
import { createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import type { Feed } from '../../../src/contract/feed.js';
import type { PipelineShape } from '../../../src/contract/pipeline.js';
import { ScriptedFunctions } from './scripted-functions.js';
import { writeWatchedStack } from './watched-stack.js';

/** A response of any status. */
export interface TestResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Options of a request. */
export interface TestRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A console on a simulation whose functions are scripted. */
export interface RunningConsole {
  readonly functions: ScriptedFunctions;
  readonly s3: S3Client;
  readonly host: string;
  /** Sends a request without normalizing the path, like `curl --path-as-is`. */
  request(path: string, options?: TestRequest): Promise<TestResponse>;
  /** Sends a write as the page does, with its token. */
  write(method: string, path: string, body?: object | Uint8Array): Promise<TestResponse>;
  /** Waits until a topic of the feed matches. */
  waitForFeed<Topic extends keyof Feed>(
    topic: Topic,
    isWanted: (content: Feed[Topic]) => boolean,
  ): Promise<Feed[Topic]>;
  /** The trace of an upload. */
  trace(key: string): Promise<Trace>;
  stop(): Promise<void>;
}

/** The consumers that write receipts. */
const ledger = {
  ledgerBucket: 'ledger',
  failuresBucket: 'failures',
  consumers: [{ name: 'first', functionName: 'first' }],
};

export async function startRunningConsole(): Promise<RunningConsole> {
  const { folder, remove } = writeWatchedStack();
  const functions = new ScriptedFunctions();
  const simulation = await startSimulation({ stackDirectory: folder, invoker: functions });
  const s3 = createLocalS3Client(simulation);
  functions.connect(s3, simulation.endpoint);
  functions.log = (functionName, line) => {
    simulation.events.emit('log', { functionName, line, requestId: undefined });
  };
  const running = await startConsole({ simulation, s3, pageFolder: folder });
  const { host, port } = new URL(running.url);
  const send = (path: string, options?: TestRequest) => requestAt(Number(port), path, options);
  const { csrfToken } = JSON.parse((await send('/api/pipeline')).text) as PipelineShape;
  return {
    functions,
    s3,
    host,
    request: send,
    write: (method, path, body) =>
      send(path, {
        method,
        headers: { 'x-csrf-token': csrfToken, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
        ...(body && { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
      }),
    trace: (key) => traceObject(s3, { bucket: 'uploads', key }, ledger),
    waitForFeed: (topic, isWanted) => waitForFeed(`${running.url}api/feed`, topic, isWanted),
    stop: async () => {
      await running.close();
      await simulation.stop();
      functions.close();
      s3.destroy();
      remove();
    },
  };
}

function requestAt(
  port: number,
  path: string,
  { method, headers, body }: TestRequest = {},
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: method ?? 'GET', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function waitForFeed<Topic extends keyof Feed>(
  url: string,
  topic: Topic,
  isWanted: (content: Feed[Topic]) => boolean,
): Promise<Feed[Topic]> {
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk, { stream: true });
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const [, event, data = ''] = /^event: (\S+)\ndata: (.*)$/.exec(message) ?? [];
        if (event !== topic) continue;
        const content = JSON.parse(data) as Feed[Topic];
        if (isWanted(content)) return content;
      }
    }
  } finally {
    controller.abort();
  }
  throw new Error(`The feed ended before the topic ${topic} matched.`);
}
