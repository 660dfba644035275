import { parseProducerEnvironment } from '@headwaters/pipeline-contract';

/** The producer's settings. */
export const config = parseProducerEnvironment(process.env);
