import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';

/** The consumer's settings. */
export const config = parseConsumerEnvironment(process.env);
