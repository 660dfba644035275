import { describeIssue } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { NotificationError } from '../errors.js';
import { formOf, kindOfOtherEvent } from './event-kind.js';

export const nonEmptyString = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

/**
 * Reads an event, or a part of one.
 *
 * @param place - What is read: `the event`.
 * @throws {@link NotificationError} with what came instead, or with each field that is missing or wrong.
 */
export function readSchema<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  place: string,
): v.InferOutput<Schema> {
  const kind = kindOfOtherEvent(input);
  if (kind !== undefined) throw notAnUpload(place, `it is ${kind}`);
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = result.issues.map(describeIssue).join('; ');
  throw notAnUpload(place, `${faults} (it is ${formOf(input)})`);
}

/** Returns the error for an event that is not about a created object. */
export function notAnUpload(place: string, fault: string): NotificationError {
  return new NotificationError(`${capitalize(place)} is not an S3 object-created event: ${fault}`);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
