import type { ObjectTag } from '../object/object-version.js';
import { checkTags } from './object-description.js';
import { type XmlElement, parseXml } from './xml.js';

/** @throws {@link S3Error} `MalformedXML`, or the errors of {@link checkTags}. */
export const parseTagging = (document: string): readonly ObjectTag[] => tagsOf(parseXml(document, 'Tagging'));

/**
 * The field `tagging` of a form: an element of another name has no tags, and is no error. Source: LocalStack's recording
 * `test_post_object_with_tags`.
 *
 * @throws {@link S3Error} As {@link parseTagging}.
 */
export const parseFormTagging = (field: string): readonly ObjectTag[] => tagsOf(parseXml(field));

function tagsOf(tagging: XmlElement): readonly ObjectTag[] {
  const tags = tagging
    .elements('TagSet')
    .flatMap((set) => set.elements('Tag'))
    .map((tag) => ({ Key: tag.text('Key') ?? '', Value: tag.text('Value') ?? '' }));
  return checkTags(tags);
}
