/** A resource or data source as the configuration declares it, its expressions not yet evaluated. */
export interface DeclaredResource {
  /** `type.name`, or `data.type.name`. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
