import type { ConsumerOfStack } from '../../consumer-of-stack.js';
import type { FaultKind } from './fault-kind.js';

/**
 * A record that one consumer can't take: the next block it archives, whenever it tries it. The others pass.
 *
 * @returns undefined for a consumer that archives nothing.
 */
export function poisonedRecord({
  name,
  functionName,
  archiveBucket,
}: ConsumerOfStack): FaultKind | undefined {
  if (archiveBucket === undefined) return undefined;
  let poisonedKey: string | undefined;
  return {
    id: `poison-${name}`,
    label: `A record is poison for ${name}`,
    effect: `The next block that ${name} archives is denied, every time. After its retries it lies in the failures bucket; switch this off and redeliver it.`,
    strike(struck) {
      const { call } = struck;
      if (struck.functionName !== functionName) return undefined;
      if (call.kind !== 'putObject' || call.bucket !== archiveBucket) return undefined;
      poisonedKey ??= call.key;
      if (call.key !== poisonedKey) return undefined;
      return { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' };
    },
    forget() {
      poisonedKey = undefined;
    },
  };
}
