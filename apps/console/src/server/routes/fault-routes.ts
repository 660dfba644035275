import { Hono } from 'hono';
import { ConsoleError } from '../console-error.js';
import type { FaultBoard } from '../faults/fault-board.js';

/** `PUT /faults/:id` switches a fault on, `DELETE /faults/:id` off. */
export function faultRoutes(faults: FaultBoard): Hono {
  const set = (id: string, isOn: boolean): void => {
    if (!faults.set(id, isOn)) throw new ConsoleError('CONSOLE_NOT_FOUND', `There is no fault ${id}.`);
  };
  const routes = new Hono();
  routes
    .put('/faults/:id', ({ req, body }) => {
      set(req.param('id'), true);
      return body(null, 204);
    })
    .delete('/faults/:id', ({ req, body }) => {
      set(req.param('id'), false);
      return body(null, 204);
    });
  return routes;
}
