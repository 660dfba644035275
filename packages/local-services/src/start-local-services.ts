import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Clock, systemClock } from './clock.js';
import { LocalServicesError } from './errors.js';
import { createKinesisHandler } from './kinesis/kinesis-handler.js';
import { InProcessKinesis, type KinesisService } from './kinesis/kinesis-service.js';
import { StreamCatalogue } from './kinesis/stream/stream-catalogue.js';
import { startLoopbackServer } from './network/loopback-server.js';
import { type ServiceHandler, answerByFirst } from './network/service-handler.js';
import { type S3Service, Storage } from './s3/bucket/storage.js';
import { createS3Handler } from './s3/s3-handler.js';

/** How the services run. */
export interface LocalServicesOptions {
  /** Where records and objects are kept while the services run, in a folder of their own that goes when they close. */
  readonly dataDirectory: string;
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Whether shards hold their limits of rate (1 MiB and 1,000 records a second in, 2 MiB and 5 reads out). Default: true. */
  readonly enforceLimits?: boolean;
  /** Asked for each request before Kinesis and S3 are. */
  readonly handlers?: readonly ServiceHandler[];
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** The region in ARNs. Requests may be signed for any. Default: us-east-1. */
  readonly region?: string;
  /** The account in ARNs, 12 digits. Default: 000000000000. */
  readonly accountId?: string;
}

/** Kinesis and S3, running. */
export interface LocalServices {
  /** `http://127.0.0.1:<port>`: the endpoint of both. */
  readonly endpoint: string;
  readonly kinesis: KinesisService;
  readonly s3: S3Service;
  /** Ends every connection, frees the port and removes what was stored. */
  close(): Promise<void>;
}

/**
 * Starts Kinesis and S3 on one port of 127.0.0.1. Nothing is there at first, and nothing is kept afterwards.
 *
 * @throws {@link LocalServicesError} if the port is taken or the data directory can't be written.
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const folder = makeFolder(options.dataDirectory);
  const common = {
    clock: options.clock ?? systemClock,
    region: options.region ?? 'us-east-1',
    accountId: options.accountId ?? '000000000000',
  };
  const enforceLimits = options.enforceLimits ?? true;
  const streams = new StreamCatalogue({ ...common, folder: join(folder, 'kinesis'), enforceLimits });
  const storage = new Storage({ ...common, folder: join(folder, 's3') });
  const handlers = [...(options.handlers ?? []), createKinesisHandler(streams), createS3Handler(storage)];
  const remove = () => rm(folder, { recursive: true, force: true });
  const server = await startLoopbackServer(options.port ?? 0, answerByFirst(handlers)).catch(
    async (error: unknown) => {
      await remove();
      throw error;
    },
  );
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    kinesis: new InProcessKinesis(streams),
    s3: storage,
    close: async () => {
      await server.close();
      streams.release();
      await remove();
    },
  };
}

function makeFolder(dataDirectory: string): string {
  try {
    mkdirSync(dataDirectory, { recursive: true });
    return mkdtempSync(join(resolve(dataDirectory), 'local-services-'));
  } catch (cause) {
    throw new LocalServicesError(
      'LOCAL_SERVICES_DATA_DIRECTORY_UNUSABLE',
      `The data directory ${dataDirectory} can't be written; give one that can.`,
      { cause },
    );
  }
}
