import { S3Error } from '../errors.js';
import { commonHeaders, commonParameters, operationInputs, type OperationName } from './operation-inputs.js';
import { withoutControls } from './protocol/header-value.js';
import { header, type S3Request } from './protocol/s3-request.js';

/** Headers of HTTP that change what a request means. Headers that describe the client or the connection do not. */
const httpHeaders = new Set([
  'content-encoding',
  'content-md5',
  'content-range',
  'expect',
  'range',
  ...['content-digest', 'digest', 'repr-digest', 'want-digest', 'trailer'],
]);

/**
 * Checks that the operation knows all headers and parameters of the request.
 *
 * @param selecting - Parameters that selected the operation.
 * @throws {@link S3Error} `NotImplemented` (501) with the name of the first that it does not know.
 */
export function checkInputs(
  request: S3Request,
  operation: OperationName,
  selecting: readonly string[],
): void {
  const parameter = [...request.query.keys()].find(
    (name) => !selecting.includes(name) && !knowsParameter(operation, name),
  );
  if (parameter !== undefined) throw unknownInput(operation, 'parameter', parameter);
  const unknown = Object.keys(request.headers).find(
    (name) => hasMeaning(name) && !knowsHeader(operation, name, header(request, name) ?? ''),
  );
  if (unknown !== undefined) throw unknownInput(operation, 'header', unknown);
}

/** Whether S3 may do something else because of a header of that lower-case name. */
export function hasMeaning(name: string): boolean {
  return /^(?:x-amz-|x-amzn-|amz-|if-)/.test(name) || httpHeaders.has(name);
}

function knowsParameter(operation: OperationName, name: string): boolean {
  const known: readonly string[] = operationInputs[operation].parameters;
  return known.includes(name) || Object.hasOwn(commonParameters, name);
}

function knowsHeader(operation: OperationName, name: string, value: string): boolean {
  const known: readonly string[] = operationInputs[operation].headers;
  if (Object.hasOwn(commonHeaders, name) || known.includes(name)) return true;
  if (known.some((entry) => entry.endsWith('*') && name.startsWith(entry.slice(0, -1)))) return true;
  return known.some((entry) => entry.toLowerCase() === `${name}: ${value}`.toLowerCase());
}

function unknownInput(operation: OperationName, kind: 'header' | 'parameter', name: string): S3Error {
  const shown = withoutControls(name);
  return new S3Error(
    'NotImplemented',
    501,
    `The local services do not support the ${kind} ${shown} of ${operation}, or its value.`,
    { [kind === 'header' ? 'Header' : 'Parameter']: shown },
  );
}
