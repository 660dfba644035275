import { readFileSync, readdirSync } from 'node:fs';
import {
  readConfigurationResources,
  readPlan,
  type JsonObject,
  type PlanJson,
  type TerraformResource,
} from '@headwaters/terraform-reader';

/** A stack that a check must report, at `address`, or accept. */
export interface Fixture {
  readonly name: string;
  readonly address?: string;
  readonly configuration?: JsonObject;
  readonly plan?: PlanJson;
}

/** The fixtures of a check. */
interface Fixtures {
  readonly failing: readonly Fixture[];
  readonly passing: readonly Fixture[];
}

const folder = new URL('../fixtures/', import.meta.url);

/** The names of the fixture files, sorted. There is one for each check, `ID.json`. */
export function listFixtureFiles(): string[] {
  return readdirSync(folder).sort();
}

/** Reads a fixture file. */
export function readFixtures(file: string): Fixtures {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixtures;
}

/** The resources of a fixture's configuration and plan. */
export function resourcesOf({ configuration = {}, plan = {} }: Fixture): TerraformResource[] {
  return [...readConfigurationResources(configuration), ...readPlan(plan)];
}
