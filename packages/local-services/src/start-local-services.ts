import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock, type Clock } from './clock.js';
import { LocalServicesError } from './errors.js';
import { createKinesisHandler } from './kinesis/kinesis-handler.js';
import { InProcessKinesis, type KinesisService } from './kinesis/kinesis-service.js';
import { StreamCatalogue } from './kinesis/stream/stream-catalogue.js';
import type { Authorize } from './network/authorize.js';
import type { OnRequest } from './network/served-request.js';
import { startLoopbackServer } from './network/loopback-server.js';
import { dispatchRequests, type ServiceHandler } from './network/service-handler.js';
import { Storage, type S3Service } from './s3/bucket/storage.js';
import { answerPagesByCorsRules, createS3Handler } from './s3/s3-handler.js';

/** Options of {@link startLocalServices}. */
export interface LocalServicesOptions {
  /** Folder for records and objects. The services use a subfolder of it and delete that when they close. */
  readonly dataDirectory: string;
  /** Default: 0, any free port. */
  readonly port?: number;
  /**
   * Whether each shard enforces its rate limits: writes of 1 MiB and 1,000 records per second, reads of 2 MiB and 5 calls
   * per second. Default: true.
   */
  readonly enforceLimits?: boolean;
  /** Handlers called before those of Kinesis and S3. */
  readonly handlers?: readonly ServiceHandler[];
  /** Decides which calls of Kinesis and S3 a caller may make. Default: all. */
  readonly authorize?: Authorize;
  /** Called for each request to Kinesis and S3 with its result, before the response is sent. Must not throw. */
  readonly onRequest?: OnRequest;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Region in ARNs. Requests may be signed for any region. Default: us-east-1. */
  readonly region?: string;
  /** Account id in ARNs, 12 digits. Default: 000000000000. */
  readonly accountId?: string;
}

/** Kinesis and S3, running. */
export interface LocalServices {
  /** Endpoint of both services: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly kinesis: KinesisService;
  readonly s3: S3Service;
  /**
   * Registers a consumer with enhanced fan-out, with a given creation time. Its ARN contains that time in seconds.
   *
   * @throws {@link KinesisError}
   */
  registerStreamConsumer(consumer: {
    readonly streamName: string;
    readonly name: string;
    readonly createdMillis: number;
  }): void;
  /** Closes all connections, frees the port and deletes all stored data. */
  close(): Promise<void>;
}

/**
 * Starts Kinesis and S3 on one port of 127.0.0.1. They start empty and keep nothing after they close.
 *
 * @throws {@link LocalServicesError} if the port is in use or the data directory is not writable.
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const folder = createFolder(options.dataDirectory);
  const shared = {
    clock: options.clock ?? systemClock,
    region: options.region ?? 'us-east-1',
    accountId: options.accountId ?? '000000000000',
  };
  const enforceLimits = options.enforceLimits ?? true;
  const streams = new StreamCatalogue({ ...shared, folder: join(folder, 'kinesis'), enforceLimits });
  const storage = new Storage({ ...shared, folder: join(folder, 's3') });
  const { authorize, onRequest } = options;
  const s3Handler = createS3Handler(storage, { authorize, onRequest });
  const kinesisHandler = createKinesisHandler(streams, { authorize, onRequest });
  const handlers = [...(options.handlers ?? []), kinesisHandler, s3Handler];
  const listener = dispatchRequests(handlers, shared.clock);
  const deleteFolder = () => rm(folder, { recursive: true, force: true });
  const server = await startLoopbackServer({
    ...(options.port !== undefined && { port: options.port }),
    pages: 'this-machine',
    listener,
    http2Listener: listener,
    answerOtherPages: answerPagesByCorsRules(storage, s3Handler),
  }).catch(async (error: unknown) => {
    await deleteFolder();
    throw error;
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    kinesis: new InProcessKinesis(streams),
    s3: storage,
    registerStreamConsumer: ({ streamName, name, createdMillis }) => {
      streams.stream(streamName).consumers.register(name, createdMillis);
    },
    close: async () => {
      streams.endSubscriptions();
      await server.close();
      streams.close();
      await deleteFolder();
    },
  };
}

function createFolder(dataDirectory: string): string {
  try {
    mkdirSync(dataDirectory, { recursive: true });
    return mkdtempSync(join(resolve(dataDirectory), 'local-services-'));
  } catch (cause) {
    throw new LocalServicesError(
      'LOCAL_SERVICES_DATA_DIRECTORY_UNUSABLE',
      `Can't write to the data directory ${dataDirectory}. Choose a writable folder.`,
      { cause },
    );
  }
}
