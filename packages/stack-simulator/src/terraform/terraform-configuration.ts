import type { DeclaredResource } from './declared-resource.js';

/** What a Terraform configuration declares, by address. Only the parts that a simulation reads. */
export interface TerraformConfiguration {
  readonly stackName: string;
  /** The folder that relative paths in the configuration start from. */
  readonly folder: string;
  readonly region: string | undefined;
  /** The account, where it is known: a deployed stack has one. */
  readonly accountId: string | undefined;
  /** Whether the values are what they are, with no expressions left and with what AWS has made. */
  readonly isResolved: boolean;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly dataSources: ReadonlyMap<string, DeclaredResource>;
  readonly variableDefaults: Readonly<Record<string, unknown>>;
  readonly locals: Readonly<Record<string, unknown>>;
}
