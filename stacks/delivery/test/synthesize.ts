import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { DeliveryStack } from '../src/delivery-stack.js';
import {
  type DeliverySettings,
  type DeliverySettingsInput,
  parseDeliverySettings,
} from '../src/delivery-settings.js';

/** Valid settings of a repository and two environments. */
export const settings: DeliverySettingsInput = {
  repository: 'acme/headwaters',
  region: 'us-east-1',
  stateBucket: 'acme-state',
  environments: [
    { name: 'dev', region: 'us-east-1' },
    { name: 'prod', region: 'eu-west-1' },
  ],
};

interface Statement {
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

interface TerraformJson {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly data: {
    readonly aws_iam_policy_document: Record<string, { readonly statement: readonly Statement[] }>;
  };
}

/** The synthesized stack. In its policies, the account is 111122223333. */
export function synthesize(changes: Partial<DeliverySettingsInput> = {}) {
  const { resource, data } = JSON.parse(
    synthesizeJson(parseDeliverySettings({ ...settings, ...changes }))
      .replaceAll('${data.aws_partition.account_partition.partition}', 'aws')
      .replaceAll('${data.aws_caller_identity.account.account_id}', '111122223333'),
  ) as TerraformJson;
  return {
    resource,
    statements: (document: string): readonly Statement[] =>
      data.aws_iam_policy_document[document]?.statement ?? [],
  };
}

function synthesizeJson(parsed: DeliverySettings): string {
  const outdir = mkdtempSync(join(tmpdir(), 'delivery-synth-'));
  try {
    return Testing.synth(new DeliveryStack(Testing.app({ outdir }), 'delivery', parsed));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
