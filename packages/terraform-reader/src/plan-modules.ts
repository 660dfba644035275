/** What an attribute is set to: constants are in the planned values, references only here. */
export interface Expression {
  readonly references?: readonly string[];
}

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

/** A module of a plan at its place, which knows what the references in it mean in the whole plan. */
export class ModuleScope {
  private constructor(
    private readonly module: ConfiguredModule,
    private readonly prefix: string,
    private readonly caller?: { readonly scope: ModuleScope; readonly given: Expressions },
  ) {}

  static ofRoot(module: ConfiguredModule): ModuleScope {
    return new ModuleScope(module, '');
  }

  /** The expressions of every resource here and in the modules below, by address without indexes. */
  resources(): [address: string, expressions: Expressions, scope: ModuleScope][] {
    const own = (this.module.resources ?? []).map(
      ({ address, expressions = {} }): [string, Expressions, ModuleScope] => [
        this.prefix + address,
        expressions,
        this,
      ],
    );
    return [...own, ...this.callees().flatMap((callee) => callee.resources())];
  }

  /** What references in this module mean: inputs by what the caller gives, outputs by what they are made of. */
  resolve(references: readonly string[]): string[] {
    return specific(references).flatMap((reference) => this.resolveOne(reference));
  }

  private resolveOne(reference: string): string[] {
    const [kind = '', name = '', attribute = ''] = reference.split('.');
    if (kind === 'var') return this.caller?.scope.resolve(referencesOf(this.caller.given[name])) ?? [];
    if (kind !== 'module') return [this.prefix + reference];
    const [label = ''] = name.split('[');
    const callee = this.callee(label);
    const made = referencesOf(callee?.module.outputs?.[attribute]?.expression);
    return callee?.resolve(made) ?? [];
  }

  private callee(name: string): ModuleScope | undefined {
    const call = this.module.module_calls?.[name];
    const caller = { scope: this, given: call?.expressions ?? {} };
    return call && new ModuleScope(call.module ?? {}, `${this.prefix}module.${name}.`, caller);
  }

  private callees(): ModuleScope[] {
    return Object.keys(this.module.module_calls ?? {}).flatMap((name) => this.callee(name) ?? []);
  }
}

const referencesOf = (expression: Expressions[string] | undefined): readonly string[] =>
  (expression as Expression | undefined)?.references ?? [];

/** Terraform names `a.b.c` and after it `a.b`: only the first says which attribute is meant. */
function specific(references: readonly string[]): string[] {
  return references.filter(
    (reference) =>
      !references.some((other) => other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`)),
  );
}
