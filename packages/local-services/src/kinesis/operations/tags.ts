import { KinesisError } from '../../errors.js';
import { list, stringMap } from '../parameters/containers.js';
import { required } from '../parameters/parameter.js';
import { integer, string, unsupported } from '../parameters/scalars.js';
import { requestedResource, resourceArn, type TaggedResource, taggedStream } from './resource.js';
import { defineOperation, requestedStream, streamParameters } from './operation.js';

/** Tags of one stream. Source: Kinesis API reference, AddTagsToStream. */
const maxTags = 50;

const tagKeyLength = { min: 1, max: 128 };

const unsupportedStreamId = { StreamId: unsupported('StreamId') };

/** Tags in a request. Source, read 2026-11-29: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const tagMap = stringMap({
  min: 1,
  max: 200,
  keyLength: tagKeyLength,
  valueLength: { min: 0, max: 256 },
});

const tagKeys = list(string(), { min: 1, max: maxTags, itemLength: tagKeyLength });

/** The characters that the first check of AWS accepts. The second one also refuses `%`. */
const invalidCharacter = /[^\u00C0-\u1FFF\u2C00-\uD7FF\w./=+\- @%]/;

function characterProblem(texts: readonly string[], failed: string): string | undefined {
  if (texts.some((text) => invalidCharacter.test(text))) {
    return 'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.';
  }
  if (texts.every((text) => !text.includes('%'))) return undefined;
  return (
    `${failed} because some tags contained illegal characters. The allowed characters are ` +
    "Unicode letters, white-spaces, '_',',','/','=','+','-','@'."
  );
}

/**
 * Adds tags to a stream or consumer. Replaces tags with the same key.
 *
 * Source: tests of addTagsToStream recorded on AWS, in kinesalite 3.3.3, except for the number of tags in the message.
 */
export function addTags({ tags, label }: TaggedResource, added: ReadonlyMap<string, string>): void {
  const failed = `Failed to add tags to ${label}`;
  const problem =
    characterProblem([...added.keys(), ...added.values()], failed) ??
    (new Set([...tags.keys(), ...added.keys()]).size > maxTags
      ? `${failed} because a given stream cannot have more than ${maxTags} tags associated with it.`
      : undefined);
  if (problem !== undefined) throw new KinesisError('InvalidArgumentException', problem);
  for (const [key, value] of added) tags.set(key, value);
}

function removeTags({ tags, label }: TaggedResource, keys: readonly string[]): void {
  const problem = characterProblem(keys, `Failed to remove tags from ${label}`);
  if (problem !== undefined) throw new KinesisError('InvalidArgumentException', problem);
  for (const key of keys) tags.delete(key);
}

/** AddTagsToStream. */
export const addTagsToStream = defineOperation(
  { Tags: required(tagMap), ...streamParameters },
  (request, catalogue) => {
    addTags(taggedStream(requestedStream(request, catalogue)), request.Tags);
    return undefined;
  },
);

/** RemoveTagsFromStream. */
export const removeTagsFromStream = defineOperation(
  { TagKeys: required(tagKeys), ...streamParameters },
  (request, catalogue) => {
    removeTags(taggedStream(requestedStream(request, catalogue)), request.TagKeys);
    return undefined;
  },
);

/** TagResource, for a stream or a consumer. */
export const tagResource = defineOperation(
  { Tags: required(tagMap), ResourceARN: required(resourceArn), ...unsupportedStreamId },
  (request, catalogue) => {
    addTags(requestedResource(request.ResourceARN, catalogue), request.Tags);
    return undefined;
  },
);

/** UntagResource. */
export const untagResource = defineOperation(
  { TagKeys: required(tagKeys), ResourceARN: required(resourceArn), ...unsupportedStreamId },
  (request, catalogue) => {
    removeTags(requestedResource(request.ResourceARN, catalogue), request.TagKeys);
    return undefined;
  },
);

/** ListTagsForStream: a page of tags by key. */
export const listTagsForStream = defineOperation(
  {
    Limit: integer({ min: 1, max: maxTags }),
    ExclusiveStartTagKey: string(tagKeyLength),
    ...streamParameters,
  },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    const limit = request.Limit ?? maxTags;
    const after = request.ExclusiveStartTagKey ?? '';
    const tags = toWireTags(stream).filter(({ Key }) => Key > after);
    return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit };
  },
);

/** ListTagsForResource: all tags of a stream or consumer, by key. */
export const listTagsForResource = defineOperation(
  { ResourceARN: required(resourceArn), ...unsupportedStreamId },
  (request, catalogue) => ({ Tags: toWireTags(requestedResource(request.ResourceARN, catalogue)) }),
);

const toWireTags = ({ tags }: { readonly tags: ReadonlyMap<string, string> }) =>
  [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1));
