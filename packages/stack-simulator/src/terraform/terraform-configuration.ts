import type { DeclaredResource } from './declared-resource.js';

/** What a Terraform configuration declares, by address. Only the parts that a simulation reads. */
export interface TerraformConfiguration {
  readonly stackName: string;
  /** The folder that relative paths in the configuration start from. */
  readonly folder: string;
  readonly region: string | undefined;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly dataSources: ReadonlyMap<string, DeclaredResource>;
  readonly variableDefaults: Readonly<Record<string, unknown>>;
  readonly locals: Readonly<Record<string, unknown>>;
}
