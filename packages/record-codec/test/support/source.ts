import type { BlockSource } from '@headwaters/record-codec';

/** An object's version, as tests name it. */
export const source: BlockSource = { bucket: 'uploads', key: 'logs/2026 11.txt', versionId: 'v1' };
