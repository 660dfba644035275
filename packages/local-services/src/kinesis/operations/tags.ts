import { KinesisError } from '../../errors.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { RequestReader } from './request-reader.js';

/** Tags of one stream. Source: Kinesis API reference, AddTagsToStream. */
const maxTags = 50;

/** Adds the `Tags` of a request. Replaces tags with the same key. */
export function addTags(stream: Stream, request: RequestReader): void {
  const added = request.stringMap('Tags', { min: 1, max: maxTags });
  if (new Set([...stream.tags.keys(), ...added.map(([key]) => key)]).size > maxTags) {
    throw new KinesisError('InvalidArgumentException', `A stream has at most ${maxTags} tags.`);
  }
  for (const [key, value] of added) stream.tags.set(key, value);
}

/** AddTagsToStream and TagResource. */
export const tagStream: Operation = (request, catalogue) => {
  addTags(requestedStream(request, catalogue), request);
  return undefined;
};

/** RemoveTagsFromStream and UntagResource. */
export const untagStream: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  for (const key of request.strings('TagKeys', { min: 1, max: maxTags })) stream.tags.delete(key);
  return undefined;
};

/** ListTagsForStream: a page of tags by key. */
export const listTagsForStream: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const limit = request.optionalInteger('Limit', { min: 1, max: maxTags }) ?? maxTags;
  const after = request.optionalString('ExclusiveStartTagKey') ?? '';
  const tags = toWireTags(stream).filter(({ Key }) => Key > after);
  return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit };
};

/** ListTagsForResource: all tags by key. */
export const listTagsForResource: Operation = (request, catalogue) => ({
  Tags: toWireTags(requestedStream(request, catalogue)),
});

const toWireTags = (stream: Stream) =>
  [...stream.tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1));
