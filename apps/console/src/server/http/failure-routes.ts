import { Hono } from 'hono';
import type { FailureContent } from '../../contract/failure.js';
import { type FailureObject, recordsOf } from '../failures/failure-object.js';
import type { Redeliverer } from '../failures/redelivery.js';
import { type FindSource, summarizeRecord } from '../flow/shard-tail.js';

/** `GET /failures/:id`: the decoded dead letter. `POST /failures/:id/redelivery`: invokes the failed function with it again. */
export function failureRoutes(redeliverer: Redeliverer, findSource: FindSource): Hono {
  const routes = new Hono();
  routes
    .get('/failures/:id', async ({ req, json }) => {
      const { object } = await redeliverer.read(req.param('id'));
      return json(contentOf(object, findSource));
    })
    .post('/failures/:id/redelivery', async ({ req, json }) =>
      json(await redeliverer.redeliver(req.param('id'))),
    );
  return routes;
}

function contentOf(object: FailureObject, findSource: FindSource): FailureContent {
  return {
    envelope: JSON.stringify({ ...object, payload: undefined }, null, 2),
    records: recordsOf(object).map(({ eventID, kinesis }) =>
      summarizeRecord(
        {
          shardId: eventID.split(':')[0] ?? '',
          sequenceNumber: kinesis.sequenceNumber,
          partitionKey: kinesis.partitionKey,
          arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1_000),
          data: Buffer.from(kinesis.data, 'base64'),
        },
        findSource,
      ),
    ),
  };
}
