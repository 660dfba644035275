/**
 * One parameter of an operation: how its JSON is read, and which constraints the value must satisfy.
 *
 * AWS reads all parameters of a request first, and then checks their constraints. So an error of type comes before any
 * violated constraint.
 */
export interface Parameter<Value = unknown> {
  /**
   * Reads JSON that is not null.
   *
   * @throws {@link KinesisError} `SerializationException` for a value of another type.
   */
  read(json: unknown): Value;
  /** Violated constraints of a value, at `path` in the request, in the words of AWS. */
  violations(value: Value, path: string): string[];
  readonly required?: true;
  /** Another parameter that may take the place of this one. If both are absent, this one counts as missing. */
  readonly alternative?: string;
}

/** Parameters of an operation or structure, by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The values that a request has for its parameters. */
export type Values<Known extends Parameters> = {
  readonly [Name in keyof Known]: Known[Name] extends { required: true; read(json: unknown): infer Value }
    ? Value
    : Known[Name] extends { read(json: unknown): infer Value }
      ? Value | undefined
      : never;
};

/** The parameter must be present. */
export function required<Value>(parameter: Parameter<Value>): Parameter<Value> & { readonly required: true } {
  return { ...parameter, required: true };
}

/** The parameter must be present unless the parameter `alternative` is. */
export function requiredUnless<Value>(alternative: string, parameter: Parameter<Value>): Parameter<Value> {
  return { ...parameter, alternative };
}

/** A violated constraint, in the words of AWS. `shown` is the value as text, or null for a missing one. */
export function violation(path: string, shown: string | null, rule: string): string {
  const value = shown === null ? 'null' : `'${shown}'`;
  return `Value ${value} at '${path}' failed to satisfy constraint: ${rule}`;
}

/** Path of the member `name` of a structure. AWS writes it with a small first letter. */
export const pathOf = (parent: string, name: string): string =>
  parent + name.charAt(0).toLowerCase() + name.slice(1);
