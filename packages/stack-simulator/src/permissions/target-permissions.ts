import { eventBridgePrincipal } from '@headwaters/aws-rules';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { EventRulePlan } from '../blueprint/event-rules.js';
import { describeReference } from '../blueprint/function-reference.js';
import { InvokePermissions } from '../blueprint/invoke-permissions.js';
import type { AccessControl } from './access-control.js';

/** Where EventBridge may not send: Terraform addresses of targets. AWS accepts such a rule, and each of its deliveries fails. */
export interface TargetPermissions {
  /** Targets that refuse the events of their rule. */
  readonly refusing: ReadonlySet<string>;
  /** Targets whose dead-letter queue refuses the events of their rule. */
  readonly withoutDeadLetters: ReadonlySet<string>;
}

/** What a run without permissions uses: EventBridge may send to every target. */
export const allTargets: TargetPermissions = { refusing: new Set(), withoutDeadLetters: new Set() };

/**
 * Decides where EventBridge may send: to a function by its `aws_lambda_permission`, and to a queue by its policy.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (read 2026-11-29).
 */
export function readTargetPermissions(
  { stack, blueprint }: OpenBlueprint,
  access: AccessControl,
): TargetPermissions {
  const permissions = new InvokePermissions(stack);
  const refuses = (
    { arn: sourceArn }: EventRulePlan,
    { kind, arn, name, qualifier }: DestinationPlan,
  ): boolean => {
    const service = { principal: eventBridgePrincipal, sourceArn, accountId: blueprint.accountId };
    if (kind === 'lambda') return !permissions.admit(describeReference({ name, qualifier }), service);
    return access.decideForService(service, 'sqs:SendMessage', arn) === 'no';
  };
  const addresses = (
    destinationOf: (target: EventRulePlan['targets'][number]) => DestinationPlan | undefined,
  ) =>
    blueprint.eventRules.flatMap((rule) =>
      rule.targets.flatMap((target) => {
        const destination = destinationOf(target);
        return destination !== undefined && refuses(rule, destination) ? [target.address] : [];
      }),
    );
  return {
    refusing: new Set(addresses(({ destination }) => destination)),
    withoutDeadLetters: new Set(addresses(({ deadLetters }) => deadLetters)),
  };
}
