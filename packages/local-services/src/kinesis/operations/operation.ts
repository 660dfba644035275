import type { Members } from '../members.js';
import type { StreamCatalogue } from '../stream-catalogue.js';

/** One operation of the API: reads its request's members, and returns the answer's, if it has any. */
export type Operation = (members: Members, catalogue: StreamCatalogue) => object | undefined;
