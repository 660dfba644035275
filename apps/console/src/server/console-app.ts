import type { S3Client } from '@aws-sdk/client-s3';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { PipelineShape } from '../contract/pipeline-shape.js';
import { ConsoleError } from './console-error.js';
import type { ConsoleWatch } from './console-watch.js';
import type { FaultBoard } from './faults/fault-board.js';
import { refuseForeignWrites } from './guard/refuse-foreign-writes.js';
import { refuseOtherHosts } from './guard/refuse-other-hosts.js';
import { securityHeaders } from './guard/security-headers.js';
import type { PageFile } from './page/load-page.js';
import { servePage } from './page/serve-page.js';
import type { Redeliverer } from './redelivery.js';
import { failureRoutes } from './routes/failure-routes.js';
import { faultRoutes } from './routes/fault-routes.js';
import { feedRoutes } from './routes/feed-routes.js';
import { recordRoutes } from './routes/record-routes.js';
import { uploadRoutes } from './routes/upload-routes.js';

/** What the console answers from. */
export interface ConsoleAppOptions {
  readonly page: ReadonlyMap<string, PageFile>;
  readonly shape: PipelineShape;
  readonly watch: ConsoleWatch;
  readonly redeliverer: Redeliverer;
  readonly faults: FaultBoard;
  readonly s3: S3Client;
  /** The port that the server listens on, once it does. */
  readonly port: () => number;
}

/** The console's page and its API, behind their guards. */
export function consoleApp({
  page,
  shape,
  watch,
  redeliverer,
  faults,
  s3,
  port,
}: ConsoleAppOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  api
    .use(async (context, next) => {
      await next();
      context.header('cache-control', 'no-store');
    })
    .get('/pipeline', ({ json }) => json(shape))
    .route('/', feedRoutes(watch))
    .route('/', recordRoutes(watch.flow.tail))
    .route('/', failureRoutes(redeliverer))
    .route('/', faultRoutes(faults))
    .route('/', uploadRoutes(s3, shape.sourceBucket));
  const app = new Hono<{ Bindings: HttpBindings }>();
  app
    .use(securityHeaders())
    .use(refuseOtherHosts(port))
    .use(refuseForeignWrites(shape.csrfToken))
    .route('/api', api)
    .use(servePage(page))
    .notFound(({ json }) => json({ code: 'CONSOLE_NOT_FOUND', message: 'There is nothing here.' }, 404))
    .onError((error, { json }) => {
      if (error instanceof ConsoleError)
        return json({ code: error.code, message: error.message }, error.status);
      return json({ code: 'CONSOLE_FAILED', message: error.message }, 500);
    });
  return app;
}
