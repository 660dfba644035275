export { priceUsage, type Bill, type BillItem } from './price-usage.js';
export { priceList, type Usage, type UsageItem } from './price-list.js';
