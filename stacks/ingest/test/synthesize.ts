import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFile } from '@headwaters/terraform-stack';
import { App, Testing } from 'cdktf';
import { dev } from '../src/environments/dev.js';
import { IngestStack } from '../src/ingest-stack.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';

type Block = Record<string, unknown>;
type Statement = { sid: string; actions: string[]; resources: string[] } & Block;

interface TerraformJson {
  readonly terraform: { readonly backend: Block; readonly required_version: string };
  readonly provider: { readonly aws: readonly [Block] };
  readonly resource: Record<string, Record<string, Block>>;
  readonly data: Record<string, Record<string, Block>>;
  readonly output: Record<string, { value: unknown }>;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs `use` with a folder that contains what the stack needs of a built workspace, with archives of a few bytes. */
export function withWorkspace<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-workspace-'));
  try {
    for (const app of ['producer', 'consumer', 'reconciler', 'canary']) {
      const file = `apps/${app}/dist/${app}.zip`;
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), `the archive ${file}`);
    }
    cpSync(join(repository, lockFile), join(folder, lockFile));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Synthesizes a stack with these settings. Default: those of the dev environment. */
export function synthesize(input: IngestSettingsInput = dev): SynthesizedStack {
  return withWorkspace((workspaceFolder) => {
    const app = new App({ outdir: join(workspaceFolder, 'cdktf.out') });
    const stack = new IngestStack(app, 'ingest-test', { settings: parseSettings(input), workspaceFolder });
    const json = JSON.parse(Testing.synth(stack)) as TerraformJson;
    return new SynthesizedStack(
      json,
      stack.node.metadata.map(({ data }) => String(data)),
    );
  });
}

const inTestAccount = (json: string) =>
  json
    .replaceAll('${data.aws_partition.account_partition.partition}', 'aws')
    .replaceAll('${data.aws_caller_identity.account.account_id}', '111122223333');

/** Synthesized Terraform JSON, by address. */
export class SynthesizedStack {
  readonly #json: TerraformJson;

  /** @param annotations - What cdktf prints at each command. */
  constructor(
    json: TerraformJson,
    readonly annotations: readonly string[],
  ) {
    this.#json = json;
  }

  /** All resources of a type, by name. */
  resources(type: string): Record<string, Block> {
    return this.#json.resource[type] ?? {};
  }

  resource(type: string, name: string): Block {
    const found = this.resources(type)[name];
    if (!found)
      throw new Error(`The stack has no ${type}.${name}; it has ${Object.keys(this.resources(type)).join()}`);
    return found;
  }

  /** A data source, by type and name. */
  data(type: string, name: string): Block | undefined {
    return this.#json.data[type]?.[name];
  }

  /** The statements of a policy document, as they are in account 111122223333. */
  statements(name: string): Statement[] {
    const document = this.#json.data['aws_iam_policy_document']?.[name];
    if (!document) throw new Error(`The stack has no policy document ${name}`);
    return JSON.parse(inTestAccount(JSON.stringify(document['statement']))) as Statement[];
  }

  /** The policy of the stack's key, as it is in account 111122223333. */
  keyPolicy(): { Statement: Record<string, unknown>[] } {
    return this.encodedPolicy('aws_kms_key', 'key');
  }

  /** The policy of a resource that Terraform encodes, as it is in account 111122223333. */
  encodedPolicy(type: string, name: string): { Statement: Record<string, unknown>[] } {
    const expression = String(this.resource(type, name)['policy']);
    const [, body = ''] = /^\$\{jsonencode\((.*)\)\}$/s.exec(expression) ?? [];
    return JSON.parse(inTestAccount(body).replaceAll('" = ', '": ')) as {
      Statement: Record<string, unknown>[];
    };
  }

  /** The actions and resources of a role, by statement id. */
  permissions(owner: string): Record<string, { actions: string[]; resources: string[] }> {
    return Object.fromEntries(
      this.statements(`${owner}_permissions`).map(({ sid, actions, resources }) => [
        sid,
        { actions, resources },
      ]),
    );
  }

  backend(): Block {
    return this.#json.terraform.backend;
  }

  requiredTerraform(): string {
    return this.#json.terraform.required_version;
  }

  provider(): Block {
    return this.#json.provider.aws[0];
  }

  outputs(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#json.output).map(([name, { value }]) => [name, value]));
  }
}
