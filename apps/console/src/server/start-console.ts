import { randomBytes } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  EnvironmentError,
  type UploadRule,
  parseProducerEnvironment,
  uploadRulesOf,
} from '@headwaters/pipeline-contract';
import { type LoopbackServer, startLoopbackServer } from '@headwaters/local-services';
import {
  type Simulation,
  listConsumers,
  readPipelineNames,
  readRecordLayout,
  shortenNames,
  findSourceBucket,
} from '@headwaters/stack-simulator';
import { getRequestListener } from '@hono/node-server';
import type { PipelineShape } from '../contract/pipeline.js';
import { ConsoleWatch } from './console-watch.js';
import { LedgerWatch } from './coverage/ledger-watch.js';
import { ConsoleError } from './errors.js';
import { localRecovery } from './failures/recovery-context.js';
import { Redeliverer } from './failures/redelivery.js';
import type { FaultBoard } from './faults/switched-faults.js';
import { consoleApp } from './http/console-app.js';
import { loadPage } from './http/page-files.js';

const samplePeriodMillis = 1_000;
/** A browser opens at most 6 connections to a host, and an event stream of each open tab keeps one. */
const maxConnections = 128;

/** Options of {@link startConsole}. */
export interface ConsoleOptions {
  readonly simulation: Simulation;
  readonly s3: S3Client;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Default: none. */
  readonly faults?: FaultBoard;
}

/** A running console. */
export interface Console {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/**
 * Serves the console's page and API on 127.0.0.1. It shows what happens from now on.
 *
 * @throws {@link ConsoleError} `CONSOLE_PAGE_MISSING` if the page isn't built, `CONSOLE_PORT_UNAVAILABLE` if the port is taken.
 */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const { simulation, s3, pageFolder, faults = { switches: () => [], set: () => false } } = options;
  const page = await loadPage(pageFolder);
  const shape = pipelineShapeOf(simulation, randomBytes(32).toString('base64url'));
  const ledger = ledgerWatch(simulation, s3);
  const sendsBlocks = readRecordLayout(simulation.blueprint) !== undefined;
  const watch = new ConsoleWatch(simulation, { shape, sendsBlocks, s3, ledger, faults, now: Date.now });
  const recovery = localRecovery(simulation, s3);
  const redeliverer = new Redeliverer({
    s3,
    simulation,
    recovery: recovery?.context,
    failures: watch.failures,
    readStored: (shardId, sequenceNumber) => {
      const isKnown = watch.flow.tail.shards().some((shard) => shard.shardId === shardId);
      return isKnown ? watch.flow.tail.record(shardId, sequenceNumber)?.data : undefined;
    },
  });
  const app = consoleApp({ page, shape, watch, redeliverer, faults, s3 });
  const server = await listen(getRequestListener(app.fetch), options.port ?? 0);
  const sampling = setInterval(() => {
    watch.sample();
  }, samplePeriodMillis);
  return {
    url: `http://127.0.0.1:${server.port}/`,
    close: async () => {
      clearInterval(sampling);
      watch.flow.tail.stop();
      recovery?.close();
      await server.close();
    },
  };
}

/** Follows the ledger, if the pipeline has one. */
function ledgerWatch(simulation: Simulation, s3: S3Client): LedgerWatch | undefined {
  const { ledgerBucket, failuresBucket, consumers } = readPipelineNames(simulation.blueprint);
  if (ledgerBucket === undefined || failuresBucket === undefined) return undefined;
  return new LedgerWatch(simulation, s3, { ledgerBucket, failuresBucket, consumers });
}

async function listen(
  listener: ReturnType<typeof getRequestListener>,
  port: number,
): Promise<LoopbackServer> {
  try {
    return await startLoopbackServer({
      port,
      pages: 'own',
      listener: (request, response) => void listener(request, response),
      limits: { maxConnections },
    });
  } catch (cause) {
    const message = `The console can't listen on 127.0.0.1:${port}. Choose another port.`;
    throw new ConsoleError('CONSOLE_PORT_UNAVAILABLE', message, { cause });
  }
}

function pipelineShapeOf(
  { stackName, endpoint, blueprint }: Pick<Simulation, 'stackName' | 'endpoint' | 'blueprint'>,
  csrfToken: string,
): PipelineShape {
  const labels = shortenNames(blueprint.functions.map(({ name }) => name));
  const named = (functionName: string) => ({
    functionName,
    label: labels.get(functionName) ?? functionName,
  });
  return {
    stackName,
    endpoint,
    sourceBucket: findSourceBucket(blueprint),
    accepts: acceptedKeys(blueprint).map(({ prefix, suffix }) => `${prefix}*${suffix}`),
    producer: named(blueprint.uploads[0]?.functionName ?? ''),
    streamName: blueprint.mappings[0]?.streamName ?? '',
    consumers: listConsumers(blueprint).map(({ name, functionName }) => ({
      name,
      ...named(functionName),
    })),
    failureBuckets: blueprint.destinations.filter(({ kind }) => kind === 's3').map(({ name }) => name),
    csrfToken,
  };
}

/** The rules of the producer, if it has some, else those that invoke it: a rule of EventBridge may let more keys pass. */
function acceptedKeys({
  functions,
  uploads,
}: Simulation['blueprint']): readonly Pick<UploadRule, 'prefix' | 'suffix'>[] {
  const producer = functions.find(({ name }) => name === uploads[0]?.functionName);
  try {
    const environment = parseProducerEnvironment(producer?.environment ?? {});
    return environment.UPLOAD_RULES === undefined ? uploads : uploadRulesOf(environment);
  } catch (error) {
    // The function is of another project.
    if (error instanceof EnvironmentError) return uploads;
    throw error;
  }
}
