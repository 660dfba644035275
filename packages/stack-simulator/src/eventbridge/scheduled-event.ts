import type { EventRulePlan } from '../blueprint/event-rules.js';
import type { BusEvent, BusEventOrigin } from './s3-event.js';

/**
 * Creates the event that a rule with a schedule sends to its targets.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-scheduled-events.html (read 2026-11-30).
 */
export function scheduledEvent(
  { arn }: Pick<EventRulePlan, 'arn'>,
  atMillis: number,
  { eventId, accountId, region }: Omit<BusEventOrigin, 'requestId' | 'partition'>,
): BusEvent {
  return {
    version: '0',
    id: eventId,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: `${new Date(atMillis).toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {},
  };
}
