import { readFileSync, readdirSync } from 'node:fs';
import {
  readConfigurationResources,
  type JsonObject,
  type ResourceChange,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { mergePatch } from './merge-patch.js';

export type Verdict = 'bad' | 'good';

/** What the page of the rules shows of a rule, besides the texts of its check. */
interface RuleExample {
  /** Pages on which the rule is based. */
  readonly source: readonly string[];
  /** Terraform JSON for which the check has a finding. */
  readonly bad: JsonObject;
  /** Is merged into `bad`. The result has no finding. */
  readonly good: JsonObject;
  /** The attributes of deployed resources, by address, for rules about changes. */
  readonly before?: Readonly<Record<string, JsonObject>>;
  /** What the plan does to them. */
  readonly actions?: Readonly<Record<Verdict, ResourceChange['actions']>>;
}

const folder = 'packages/plan-check/reference/examples';

/** The ids of the rules that have an example, sorted. */
export function listExamples(): string[] {
  return readdirSync(folder)
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

/** Reads the example of a rule. Runs in the root of the workspace. */
export function readExample(id: string): RuleExample {
  return JSON.parse(readFileSync(`${folder}/${id}.json`, 'utf8')) as RuleExample;
}

export function configurationOf({ bad, good }: RuleExample, verdict: Verdict): JsonObject {
  return verdict === 'bad' ? bad : mergePatch(bad, good);
}

/** The resources of an example, as the checks get them. */
export function resourcesOf(example: RuleExample, verdict: Verdict): TerraformResource[] {
  const { before = {}, actions } = example;
  return readConfigurationResources(configurationOf(example, verdict)).map((resource) => {
    const deployed = before[resource.address];
    if (deployed === undefined || actions === undefined) return resource;
    return { ...resource, change: { actions: actions[verdict], before: deployed } };
  });
}
