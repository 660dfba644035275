import type { Operation } from './operation.js';
import { streamNameBounds } from './requested-stream.js';

/** A page of streams, by name. `NextToken` is the last name of the page before. */
export const listStreams: Operation = (members, catalogue) => {
  const limit = members.optionalWhole('Limit', { min: 1, max: 10_000 }) ?? 100;
  const after =
    members.optionalText('NextToken') ??
    members.optionalText('ExclusiveStartStreamName', streamNameBounds) ??
    '';
  const rest = catalogue.names.filter((name) => name > after);
  const page = rest.slice(0, limit);
  const hasMore = rest.length > limit;
  return {
    StreamNames: page,
    HasMoreStreams: hasMore,
    NextToken: hasMore ? page.at(-1) : undefined,
    StreamSummaries: page.map((name) => {
      const { description, mode } = catalogue.stream(name);
      return {
        StreamName: name,
        StreamARN: description.arn,
        StreamStatus: 'ACTIVE',
        StreamModeDetails: { StreamMode: mode },
        StreamCreationTimestamp: description.createdMillis / 1000,
      };
    }),
  };
};
