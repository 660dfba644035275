import { type Usage, costByService, priceUsage } from '@headwaters/bill';
import type { RunningBill } from '../../contract/running-bill.js';

const maxServices = 3;
const gigabyte = 1_000_000_000;

/** Meters what AWS would bill. */
export class BillWatch {
  readonly #usage: () => Usage;
  readonly #uploadedBytes: () => number;
  #bill: RunningBill = { dollars: 0, services: [] };

  /**
   * @param usage - Returns the use since the start.
   * @param uploadedBytes - Returns the size of all uploads.
   */
  constructor(usage: () => Usage, uploadedBytes: () => number) {
    this.#usage = usage;
    this.#uploadedBytes = uploadedBytes;
  }

  /** The bill of the latest sample. */
  get bill(): RunningBill {
    return this.#bill;
  }

  /** Reads the meter. Shards cost by the hour, so that every reading differs: call it once a second, not for each feed. */
  sample(): void {
    const bill = priceUsage(this.#usage());
    const bytes = this.#uploadedBytes();
    // Units such as shard-hours and GB-months.
    const byUse = bill.items.filter(({ unit }) => !/-(?:hours|months)$/.test(unit));
    const dollarsByUse = byUse.reduce((sum, { dollars }) => sum + dollars, 0);
    this.#bill = {
      dollars: bill.dollars,
      services: costByService(bill).slice(0, maxServices),
      ...(bytes > 0 && { dollarsPerGigabyte: (dollarsByUse / bytes) * gigabyte }),
    };
  }
}
