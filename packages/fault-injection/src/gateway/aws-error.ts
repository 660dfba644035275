import type { ServiceCall } from './service-call.js';

/** The body and the type of an error, in the protocol of the service that was called: XML of S3, or JSON. */
export function awsError(call: ServiceCall, code: string): { readonly body: Buffer; readonly type: string } {
  const isS3 = call.kind === 'getObject' || call.kind === 'putObject';
  return isS3
    ? {
        body: Buffer.from(`<Error><Code>${code}</Code><Message>Refused by plan</Message></Error>`),
        type: 'application/xml',
      }
    : {
        body: Buffer.from(JSON.stringify({ __type: code, message: 'Refused by plan' })),
        type: 'application/x-amz-json-1.1',
      };
}
