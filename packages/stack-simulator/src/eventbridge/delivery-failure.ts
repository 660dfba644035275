import type { EventRulePlan, EventTargetPlan } from '../blueprint/event-rules.js';

/**
 * Why EventBridge could not deliver an event, as in the attribute `ERROR_CODE` of a dead letter. Without a permission there is no
 * retry. Lambda and SQS accept everything else here, so no other code occurs.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (read 2026-11-29).
 */
export type DeliveryFailureCode = 'NO_PERMISSIONS';

/** The attributes of a dead letter. Its body is the event. Same source, which shows no message: this one is ours. */
export function deadLetterAttributes(
  rule: Pick<EventRulePlan, 'arn'>,
  target: Pick<EventTargetPlan, 'destination'>,
  code: DeliveryFailureCode,
): Readonly<Record<string, string>> {
  const { arn } = target.destination;
  return {
    RULE_ARN: rule.arn,
    TARGET_ARN: arn,
    ERROR_CODE: code,
    ERROR_MESSAGE: `events.amazonaws.com may not send to ${arn} for ${rule.arn}`,
  };
}
