/** The expression of an attribute in a plan's configuration: constants are among the planned values, references only here. */
export interface Expression {
  readonly references?: readonly string[];
}

/** The expressions of a resource, nested block or module call, by attribute. */
export interface Expressions {
  readonly [name: string]: Expression | Expressions | readonly Expressions[];
}

/** A module in the configuration of a plan. */
export interface ConfiguredModule {
  readonly resources?: readonly { readonly address: string; readonly expressions?: Expressions }[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: Expression }>>;
  readonly module_calls?: Readonly<
    Record<string, { readonly module?: ConfiguredModule; readonly expressions?: Expressions }>
  >;
}

/** A resource in the configuration of a plan. */
interface ConfiguredResource {
  /** From the root module, without indexes. */
  readonly address: string;
  readonly expressions: Expressions;
  /** The module that declares it. */
  readonly scope: ModuleScope;
}

/** The call that a module is instantiated by. */
interface Caller {
  readonly scope: ModuleScope;
  readonly inputs: Expressions;
}

/** A module of a plan. Resolves references in the module to addresses from the root module. */
export class ModuleScope {
  readonly #module: ConfiguredModule;
  /** Such as `module.in.`; empty for the root module. */
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

  /** The resources of this module and of the modules that it calls. */
  resources(): ConfiguredResource[] {
    const own = (this.#module.resources ?? []).map(({ address, expressions = {} }) => ({
      address: this.#prefix + address,
      expressions,
      scope: this,
    }));
    return [...own, ...this.#callees().flatMap((callee) => callee.resources())];
  }

  /** Follows references through module inputs and outputs to the resources. Unresolvable references are dropped. */
  resolve(references: readonly string[]): string[] {
    return mostSpecific(references).flatMap((reference) => this.#resolveOne(reference));
  }

  #resolveOne(reference: string): string[] {
    const [root = '', name = '', attribute = ''] = reference.split('.');
    if (root === 'var') return this.#caller?.scope.resolve(referencesOf(this.#caller.inputs[name])) ?? [];
    if (root !== 'module') return [this.#prefix + reference];
    const [label = ''] = name.split('[');
    const callee = this.#callee(label);
    return callee === undefined ? [] : callee.#resolveOutput(attribute);
  }

  #resolveOutput(name: string): string[] {
    return this.resolve(referencesOf(this.#module.outputs?.[name]?.expression));
  }

  #callee(name: string): ModuleScope | undefined {
    const call = this.#module.module_calls?.[name];
    const caller = { scope: this, inputs: call?.expressions ?? {} };
    return call && new ModuleScope(call.module ?? {}, `${this.#prefix}module.${name}.`, caller);
  }

  #callees(): ModuleScope[] {
    return Object.keys(this.#module.module_calls ?? {}).flatMap((name) => this.#callee(name) ?? []);
  }
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
