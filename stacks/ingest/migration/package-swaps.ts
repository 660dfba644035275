/** One spelling, and what stands in its place after the migration. */
export interface PackageSwap {
  readonly from: RegExp;
  readonly to: string;
}

/**
 * What cdktn, the live fork of cdktf, calls the same things. Its own peers and pins decide the versions: `npm view cdktn-cli
 * dependencies`, `npm view @cdktn/provider-aws peerDependencies`; read on 2026-11-23. `cdktf.json`, `cdktf.out` and the
 * `CDKTF_*` variables keep their names there.
 */
export const packageSwaps: readonly PackageSwap[] = [
  { from: /"@cdktf\/provider-aws": "[\d.]+"/g, to: '"@cdktn/provider-aws": "25.7.0"' },
  { from: /"cdktf": "[\d.]+"/g, to: '"cdktn": "0.24.0"' },
  { from: /"cdktf-cli": "[\d.]+"/g, to: '"cdktn-cli": "0.24.0"' },
  { from: /"constructs": "[\d.]+"/g, to: '"constructs": "10.6.0"' },
  { from: /@cdktf\/provider-aws/g, to: '@cdktn/provider-aws' },
  { from: /'cdktf'/g, to: "'cdktn'" },
  { from: /\bcdktf-cli"/g, to: 'cdktn-cli"' },
  { from: /(?<=npx |`|\.bin\/|stacks\/ingest )cdktf(?=[ '`])/g, to: 'cdktn' },
];
