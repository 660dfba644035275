import {
  duplicateMappingMessage,
  findDuplicateMappings,
  findOverlaps,
  overlapMessage,
} from '@headwaters/aws-rules';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import type { NotificationRule } from '../blueprint/notifications.js';

/**
 * Checks that no two notification rules of a bucket overlap, whatever their targets.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-29).
 */
export function checkOverlaps({ stack, blueprint }: OpenBlueprint): void {
  const byBucket = new Map<string, NotificationRule[]>();
  for (const rule of [...blueprint.notifications, ...blueprint.messageNotifications]) {
    const rules = byBucket.get(rule.bucketName) ?? [];
    byBucket.set(rule.bucketName, [...rules, rule]);
  }
  for (const rules of byBucket.values()) {
    for (const { first, second } of findOverlaps(rules)) {
      const [one, other] = [rules[first], rules[second]];
      if (one === undefined || other === undefined) continue;
      stack.problems.add(
        other.address,
        `overlaps ${one.address} by event, prefix and suffix. AWS: ${overlapMessage.replace(/\.$/, '')}`,
      );
    }
  }
}

/** Checks that no two mappings read the same source for the same function. */
export function checkDuplicateMappings({ stack, blueprint: { mappings } }: OpenBlueprint): void {
  for (const { first, second } of findDuplicateMappings(mappings)) {
    const [one, other] = [mappings[first], mappings[second]];
    if (one === undefined || other === undefined) continue;
    stack.problems.add(
      other.address,
      `repeats ${one.address}. AWS: ${duplicateMappingMessage(other).replace(/\.$/, '')}`,
    );
  }
}
