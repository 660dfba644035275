/** One kind of use, and its price in US dollars in us-east-1. */
interface Price {
  /** What the bill calls it. */
  readonly name: string;
  readonly unit: string;
  readonly dollarsPerUnit: number;
}

/**
 * Prices in us-east-1, in US dollars, each with its source and the date it was read. Other regions have other prices.
 *
 * S3: https://aws.amazon.com/s3/pricing/ (read 2026-11-28).
 * Lambda: https://aws.amazon.com/lambda/pricing/ (read 2026-11-28).
 */
export const priceList = {
  /** PUT, COPY, POST and LIST. */
  s3Writes: { name: 'S3 writes and listings', unit: 'requests', dollarsPerUnit: 5 / 1_000_000 },
  /** GET, HEAD and all others except DELETE, which is free. */
  s3Reads: { name: 'S3 reads', unit: 'requests', dollarsPerUnit: 0.4 / 1_000_000 },
  lambdaRequests: { name: 'Lambda requests', unit: 'requests', dollarsPerUnit: 0.2 / 1_000_000 },
  lambdaGigabyteSeconds: {
    name: 'Lambda duration (arm64)',
    unit: 'GB-seconds',
    dollarsPerUnit: 0.0000133334,
  },
} as const satisfies Record<string, Price>;

export type UsageItem = keyof typeof priceList;

/** Measured or estimated use: a quantity of each item, in its unit. Absent: none. */
export type Usage = Readonly<Partial<Record<UsageItem, number>>>;
