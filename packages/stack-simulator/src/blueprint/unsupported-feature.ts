/** Something that the stack declares and a local run does not honour. Listed when a simulation starts, never silent. */
export interface UnsupportedFeature {
  /** The resource's Terraform address. */
  readonly address: string;
  /** The attribute, where it is not the resource as a whole. */
  readonly attribute?: string;
  /** What differs from AWS, as one clause. */
  readonly consequence: string;
}
