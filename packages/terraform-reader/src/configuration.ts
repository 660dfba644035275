import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { StackUnreadableError } from './errors.js';
import type { DeclaredResource } from './declared-resource.js';
import { isObject } from './json-object.js';

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

/**
 * Reads a stack that was synthesized as Terraform JSON (`cdk.tf.json`).
 *
 * Format: https://developer.hashicorp.com/terraform/language/syntax/json
 *
 * @throws {@link StackUnreadableError} if the file is missing or isn't JSON.
 */
export async function readConfiguration(stackDirectory: string): Promise<TerraformConfiguration> {
  const folder = resolve(stackDirectory);
  const document = await readDocument(join(folder, 'cdk.tf.json'));
  return {
    stackName: stackName(document) ?? basename(folder),
    folder,
    region: providerRegion(document),
    accountId: undefined,
    isResolved: false,
    resources: declarations(document['resource'], ''),
    dataSources: declarations(document['data'], 'data.'),
    variableDefaults: variableDefaults(document['variable']),
    locals: firstBlock(document['locals']) ?? {},
  };
}

async function readDocument(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isObject(document)) return document;
  } catch (cause) {
    throw new StackUnreadableError(
      `${file} can't be read as a synthesized stack. Synthesize it first (npm run synth).`,
      { cause },
    );
  }
  throw new StackUnreadableError(`${file} is not a JSON object, as a synthesized stack is.`);
}

/** cdktf leaves the stack's name in the comment at the top. */
function stackName(document: Readonly<Record<string, unknown>>): string | undefined {
  const comment = document['//'];
  const metadata = isObject(comment) ? comment['metadata'] : undefined;
  const name = isObject(metadata) ? metadata['stackName'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The default provider's region: of several, the one without an alias. */
function providerRegion(document: Readonly<Record<string, unknown>>): string | undefined {
  const providers = document['provider'];
  const declared = isObject(providers) ? providers['aws'] : undefined;
  const candidates = (Array.isArray(declared) ? declared : [declared]).filter(isObject);
  const region = candidates.find((provider) => provider['alias'] === undefined)?.['region'];
  return typeof region === 'string' ? region : undefined;
}

function declarations(section: unknown, prefix: string): ReadonlyMap<string, DeclaredResource> {
  const found = new Map<string, DeclaredResource>();
  for (const [type, named] of Object.entries(isObject(section) ? section : {})) {
    for (const [name, body] of Object.entries(isObject(named) ? named : {})) {
      const address = `${prefix}${type}.${name}`;
      found.set(address, { address, type, name, attributes: firstBlock(body) ?? {} });
    }
  }
  return found;
}

function variableDefaults(section: unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(isObject(section) ? section : {});
  return Object.fromEntries(
    entries.flatMap(([name, body]) => {
      const block = firstBlock(body);
      return block !== undefined && 'default' in block ? [[name, block['default']]] : [];
    }),
  );
}

/** In Terraform's JSON a block is an object, or a list of objects. */
function firstBlock(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const candidate: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(candidate) ? candidate : undefined;
}
