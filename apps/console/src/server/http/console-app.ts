import type { S3Client } from '@aws-sdk/client-s3';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { PipelineShape } from '../../contract/pipeline.js';
import type { ConsoleWatch } from '../console-watch.js';
import { ConsoleError } from '../errors.js';
import type { Redeliverer } from '../failures/redelivery.js';
import type { FaultBoard } from '../faults/switched-faults.js';
import type { FindSource } from '../flow/shard-tail.js';
import { failureRoutes } from './failure-routes.js';
import { faultRoutes, feedRoutes } from './feed-routes.js';
import { refuseWritesWithoutToken, securityHeaders } from './guards.js';
import { type PageFile, servePage } from './page-files.js';
import { recordRoutes } from './record-routes.js';
import { uploadRoutes } from './upload-routes.js';

/** Options of {@link consoleApp}. */
export interface ConsoleAppOptions {
  readonly page: ReadonlyMap<string, PageFile>;
  readonly shape: PipelineShape;
  readonly watch: ConsoleWatch;
  readonly redeliverer: Redeliverer;
  readonly faults: FaultBoard;
  readonly s3: S3Client;
}

/** The console's page and API. The server in front of it refuses other pages; writes also need the page's token. */
export function consoleApp({
  page,
  shape,
  watch,
  redeliverer,
  faults,
  s3,
}: ConsoleAppOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  const findSource: FindSource = (digest) => watch.coverage.sourceOf(digest);
  api
    .use(async (context, next) => {
      await next();
      context.header('cache-control', 'no-store');
    })
    .get('/pipeline', ({ json }) => json(shape))
    .route('/', feedRoutes(watch))
    .route('/', recordRoutes(watch.flow.tail, findSource))
    .route('/', failureRoutes(redeliverer, findSource))
    .route('/', faultRoutes(faults))
    .route('/', uploadRoutes(s3, shape.sourceBucket));
  const app = new Hono<{ Bindings: HttpBindings }>();
  app
    .use(securityHeaders())
    .use(refuseWritesWithoutToken(shape.csrfToken))
    .route('/api', api)
    .use(servePage(page))
    .notFound(({ json }) => json({ code: 'CONSOLE_NOT_FOUND', message: 'Not found.' }, 404))
    .onError((error, { json }) => {
      if (error instanceof ConsoleError)
        return json({ code: error.code, message: error.message }, error.status);
      return json({ code: 'CONSOLE_FAILED', message: error.message }, 500);
    });
  return app;
}
