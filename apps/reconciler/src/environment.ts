import { EnvironmentError, commonVariables, integer, requiredString } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

const listMessage = 'must be a list in JSON';

const reconcilerSchema = v.object({
  ...commonVariables,
  /** Name of the bucket of the uploads. */
  SOURCE_BUCKET: requiredString,
  /** Name of the bucket of the receipts. It also receives the reports, under `reports/reconcile/`. */
  LEDGER_BUCKET: requiredString,
  /** Name of the bucket that receives what Lambda and the consumers could not process. */
  FAILURES_BUCKET: requiredString,
  /** Name of the producer's function. */
  PRODUCER_FUNCTION: requiredString,
  /** JSON: the consumers, `[{"name": CONSUMER_NAME, "functionName": ...}, ...]`. */
  CONSUMERS: v.pipe(
    requiredString,
    v.parseJson(undefined, listMessage),
    v.array(v.object({ name: v.string(), functionName: v.string() }), listMessage),
  ),
  /** JSON: keys that invoke the producer, `[{"prefix": "", "suffix": ".txt"}, ...]`. */
  UPLOAD_FILTERS: v.pipe(
    requiredString,
    v.parseJson(undefined, listMessage),
    v.array(
      v.object({ prefix: v.optional(v.string(), ''), suffix: v.optional(v.string(), '') }),
      listMessage,
    ),
  ),
  /** How many days back uploads are compared with the ledger. */
  SINCE_DAYS: integer('days', { min: 1, max: 36_500, defaultValue: 7 }),
  /** Days after which receipts expire. Default: they don't. */
  RECEIPT_DAYS: v.optional(integer('days', { min: 1, max: 36_500, defaultValue: 1 })),
  /** Key prefix of the objects of the canary. Default: there is no canary. */
  CANARY_PREFIX: v.optional(requiredString),
});

/** The settings of the reconciler, as {@link parseReconcilerEnvironment} returns them. */
export type ReconcilerEnvironment = v.InferOutput<typeof reconcilerSchema>;

/**
 * Reads the settings of the reconciler from its environment variables.
 *
 * @throws {@link EnvironmentError} if any variable is invalid.
 */
export function parseReconcilerEnvironment(variables: NodeJS.ProcessEnv): ReconcilerEnvironment {
  const result = v.safeParse(reconcilerSchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
