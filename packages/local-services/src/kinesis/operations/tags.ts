import { KinesisError } from '../../errors.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { Members } from './request-reader.js';

/** Tags of one stream. Source: API reference, AddTagsToStream. */
const maxTags = 50;

/** Adds a request's `Tags`, or replaces those of the same key. */
export function addTags(stream: Stream, members: Members): void {
  const added = members.textMap('Tags', { min: 1, max: maxTags });
  if (new Set([...stream.tags.keys(), ...added.map(([key]) => key)]).size > maxTags) {
    throw new KinesisError('InvalidArgumentException', `A stream has at most ${maxTags} tags.`);
  }
  for (const [key, value] of added) stream.tags.set(key, value);
}

/** AddTagsToStream, and TagResource. */
export const tagStream: Operation = (members, catalogue) => {
  addTags(requestedStream(members, catalogue), members);
  return undefined;
};

/** RemoveTagsFromStream, and UntagResource. */
export const untagStream: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  for (const key of members.texts('TagKeys', { min: 1, max: maxTags })) stream.tags.delete(key);
  return undefined;
};

/** A page of tags, by key. */
export const listTagsForStream: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const limit = members.optionalWhole('Limit', { min: 1, max: maxTags }) ?? maxTags;
  const after = members.optionalText('ExclusiveStartTagKey') ?? '';
  const tags = wireTags(stream).filter(({ Key }) => Key > after);
  return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit };
};

/** All tags, by key. */
export const listTagsForResource: Operation = (members, catalogue) => ({
  Tags: wireTags(requestedStream(members, catalogue)),
});

const wireTags = (stream: Stream) =>
  [...stream.tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1));
