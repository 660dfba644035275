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
