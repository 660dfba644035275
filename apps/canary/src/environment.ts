import { EnvironmentError, commonVariables, requiredString } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

const listMessage = 'must be a list in JSON';

const canarySchema = v.object({
  ...commonVariables,
  /** Name of the bucket of the uploads, to which the canary uploads its object. */
  SOURCE_BUCKET: requiredString,
  /** Name of the bucket of the receipts, in which the canary follows its object. */
  LEDGER_BUCKET: requiredString,
  /** JSON: names of the consumers that must accept the object, `["archive", ...]`. */
  CONSUMERS: v.pipe(
    requiredString,
    v.parseJson(undefined, listMessage),
    v.array(v.string(listMessage), listMessage),
  ),
  /** JSON: keys that invoke the producer, `[{"prefix": "", "suffix": ".txt"}, ...]`. One of them must have a prefix of CANARY_PREFIX. */
  UPLOAD_FILTERS: v.pipe(
    requiredString,
    v.parseJson(undefined, listMessage),
    v.array(
      v.object({ prefix: v.optional(v.string(), ''), suffix: v.optional(v.string(), '') }),
      listMessage,
    ),
  ),
  /** Key prefix of the objects of the canary, for example `canary/`. */
  CANARY_PREFIX: requiredString,
});

/** The settings of the canary, as {@link parseCanaryEnvironment} returns them. */
export type CanaryEnvironment = v.InferOutput<typeof canarySchema>;

/**
 * Reads the settings of the canary from its environment variables.
 *
 * @throws {@link EnvironmentError} if any variable is invalid.
 */
export function parseCanaryEnvironment(variables: NodeJS.ProcessEnv): CanaryEnvironment {
  const result = v.safeParse(canarySchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
