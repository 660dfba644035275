import { S3Error } from '../../errors.js';
import { withoutControls } from './header-value.js';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxPartNumber = 10_000;

/** @throws {@link S3Error} `InvalidArgument` if the text is no part number. */
export function parsePartNumber(text: string): number {
  const partNumber = Number(text);
  if (/^\d{1,5}$/.test(text) && partNumber >= 1 && partNumber <= maxPartNumber) return partNumber;
  throw new S3Error(
    'InvalidArgument',
    400,
    `Part number must be an integer between 1 and ${maxPartNumber}, inclusive`,
    { ArgumentName: 'partNumber', ArgumentValue: withoutControls(text) },
  );
}
