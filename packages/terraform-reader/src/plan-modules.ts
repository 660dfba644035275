/** The expression of an attribute in a plan's configuration: constants are among the planned values, references only here. */
export interface Expression {
  readonly references?: readonly string[];
  /** In a configuration in JSON, also the string with the expression, `${aws_kms_key.k.arn}`. */
  readonly constant_value?: unknown;
}

/** The expressions of a resource, nested block or module call, by attribute. */
export interface Expressions {
  readonly [name: string]: Expression | Expressions | readonly Expressions[];
}

/** What `for_each` or `count` is computed from. */
interface Repeated {
  readonly for_each_expression?: Expression;
  readonly count_expression?: Expression;
}

interface ModuleCall extends Repeated {
  readonly module?: ConfiguredModule;
  readonly expressions?: Expressions;
}

interface ConfiguredResource extends Repeated {
  readonly address: string;
  readonly expressions?: Expressions;
}

/** A module in the configuration of a plan. */
export interface ConfiguredModule {
  readonly resources?: readonly ConfiguredResource[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: Expression }>>;
  readonly module_calls?: Readonly<Record<string, ModuleCall>>;
}

/** An instance of a resource or module: what `each` and `count` mean in its expressions. */
interface Instance {
  /** Such as `["eu"]`; empty without `count` and `for_each`. */
  readonly key: string;
  /** What `for_each` or `count` is computed from. */
  readonly repeatedOver: readonly string[];
}

/** An instance of a resource, with its expressions and the module that declares it. */
interface ResourceInstance extends Instance {
  readonly expressions: Expressions;
  readonly scope: ModuleScope;
}

/** The call that a module is instantiated by. */
interface Caller extends Instance {
  readonly scope: ModuleScope;
  readonly inputs: Expressions;
}

/** `module.NAME.` or `module.NAME["key"].` at the start of an address. */
const moduleStep = /^module\.([\w-]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./;
const instanceKey = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/;

/** An instance of a module of a plan. Resolves references in the module to addresses from the root module. */
export class ModuleScope {
  readonly #module: ConfiguredModule;
  /** Such as `module.in["eu"].`; empty for the root module. */
  readonly #prefix: string;
  readonly #caller: Caller | undefined;

  private constructor(module: ConfiguredModule, prefix: string, caller?: Caller) {
    this.#module = module;
    this.#prefix = prefix;
    this.#caller = caller;
  }

  static ofRoot(module: ConfiguredModule): ModuleScope {
    return new ModuleScope(module, '');
  }

  get isRoot(): boolean {
    return this.#prefix === '';
  }

  /** Finds the configuration of a resource by its address, from this module. */
  findResource(address: string): ResourceInstance | undefined {
    const [step, name = '', key = ''] = moduleStep.exec(address) ?? [];
    if (step !== undefined) return this.#callee(name, key)?.findResource(address.slice(step.length));
    const ownKey = instanceKey.exec(address)?.[0] ?? '';
    const resource = this.#module.resources?.find(
      (each) => each.address === address.slice(0, address.length - ownKey.length),
    );
    return (
      resource && {
        expressions: resource.expressions ?? {},
        scope: this,
        key: ownKey,
        repeatedOver: repeatedOver(resource),
      }
    );
  }

  /**
   * Follows the references of an expression through module inputs and outputs to the resources. What can't be followed, such as
   * `local.x`, stays. `each.value` becomes the references that `for_each` is computed from.
   */
  resolve(references: readonly string[], instance: Instance): string[] {
    const isLoop = (reference: string) => /^(each|count)\./.test(reference);
    const specific = mostSpecific(references);
    const others = specific.filter((reference) => !isLoop(reference));
    if (others.length === specific.length) return unique(others.flatMap((each) => this.#resolveOne(each)));
    const loops = specific.filter(isLoop);
    if (others.length === 0) return this.#resolveLoop(loops, instance);
    // `aws_iam_role.r[each.key].arn` is listed as its two parts: it means the instance with the same key.
    return unique(
      others.flatMap((each) => this.#resolveOne(isWholeResource(each) ? each + instance.key : each)),
    );
  }

  #resolveLoop(loops: readonly string[], { repeatedOver: sources }: Instance): string[] {
    const resolved = unique(mostSpecific(sources).flatMap((each) => this.#resolveOne(each)));
    const known = resolved.filter((each) => !isUnresolved(each));
    return known.length > 0 ? known : [...loops];
  }

  #resolveOne(reference: string): string[] {
    const [root = '', name = '', attribute = ''] = reference.split('.');
    if (root === 'var') return this.#resolveInput(name, reference);
    if (root !== 'module') return [this.#prefix + reference];
    const [label = ''] = name.split('[');
    const callee = this.#callee(label, instanceKey.exec(name)?.[0] ?? '');
    return callee === undefined ? [this.#prefix + reference] : callee.#resolveOutput(attribute);
  }

  #resolveInput(name: string, reference: string): string[] {
    if (this.#caller === undefined) return [reference];
    const { scope, inputs } = this.#caller;
    return scope.resolve(referencesOf(inputs[name]), this.#caller);
  }

  #resolveOutput(name: string): string[] {
    return this.resolve(referencesOf(this.#module.outputs?.[name]?.expression), {
      key: '',
      repeatedOver: [],
    });
  }

  #callee(name: string, key: string): ModuleScope | undefined {
    const call = this.#module.module_calls?.[name];
    if (call === undefined) return undefined;
    const caller = { scope: this, inputs: call.expressions ?? {}, key, repeatedOver: repeatedOver(call) };
    return new ModuleScope(call.module ?? {}, `${this.#prefix}module.${name}${key}.`, caller);
  }
}

function repeatedOver({
  for_each_expression: forEach,
  count_expression: count,
}: Repeated): readonly string[] {
  return referencesOf(forEach ?? count);
}

/** `aws_iam_role.r`, without an attribute or index. */
function isWholeResource(reference: string): boolean {
  return /^(data\.)?[a-z]\w*\.[\w-]+$/.test(reference) && !isUnresolved(reference);
}

/** Whether a reference does not lead to a resource. */
function isUnresolved(reference: string): boolean {
  return /(^|\.)(var|local|each|count|self|path|terraform)\./.test(reference);
}

function referencesOf(expression: Expressions[string] | undefined): readonly string[] {
  return (expression as Expression | undefined)?.references ?? [];
}

/** Terraform lists `a.b.c` together with its prefix `a.b`. Only the first names the attribute. */
function mostSpecific(references: readonly string[]): string[] {
  return references.filter(
    (reference) =>
      !references.some((other) => other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`)),
  );
}

function unique(references: readonly string[]): string[] {
  return [...new Set(references)];
}
