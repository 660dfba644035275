/**
 * The request headers and query parameters that each operation knows. A request with any other header or parameter that has
 * a meaning in S3 is refused (`check-inputs.ts`), because to ignore one changes what the client asked for: a conditional
 * delete that ignores its condition deletes.
 *
 * Names are those of the API reference, https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html,
 * in lower case. `name*` stands for all names with that start. `name: value` accepts only that value.
 * A header that an operation knows stands here even if its value is then refused.
 */
interface OperationInputs {
  readonly headers: readonly string[];
  readonly parameters: readonly string[];
}

/** For all operations on a bucket that exists. `x-amz-request-payer` has no effect: nothing is billed. */
const onBucket = ['x-amz-expected-bucket-owner', 'x-amz-request-payer'];

/** Conditions of a read. */
const readConditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Conditions of a write. */
const writeConditions = ['if-match', 'if-none-match'];

/** Declare a digest of the body. All that are present are verified. */
const bodyDigests = [
  'content-md5',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
];

/** Framing of a body: `aws-chunked`, with digests in trailers. */
const bodyFraming = ['content-encoding', 'x-amz-decoded-content-length', 'x-amz-trailer'];

/** A body that is read into memory: XML or JSON. */
const document = [...bodyDigests, ...bodyFraming];

/** Describe a new object. */
const description = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-acl',
  'x-amz-meta-*',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
];

/** The source of a copy and its conditions. */
const copySource = [
  'x-amz-copy-source',
  ...readConditions.map((name) => `x-amz-copy-source-${name}`),
  'x-amz-source-expected-bucket-owner',
];

/** Object lock is unsupported, so there is no retention to bypass. */
const withoutRetention = ['x-amz-bypass-governance-retention'];

/** No object is ever restored, so a listing has no RestoreStatus to return. */
const optionalAttributes = ['x-amz-optional-object-attributes'];

/** Set headers of the response. */
const responseOverrides = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];

/** Parameters of all listings but that of parts. */
const listing = ['prefix', 'delimiter', 'encoding-type'];

export const operationInputs = {
  // Buckets
  ListBuckets: {
    headers: [],
    parameters: ['prefix', 'bucket-region', 'continuation-token', 'max-buckets'],
  },
  CreateBucket: {
    headers: [
      ...document,
      'x-amz-acl',
      'x-amz-bucket-object-lock-enabled: false',
      'x-amz-object-ownership: BucketOwnerEnforced',
    ],
    parameters: [],
  },
  HeadBucket: { headers: onBucket, parameters: [] },
  DeleteBucket: { headers: onBucket, parameters: [] },
  GetBucketVersioning: { headers: onBucket, parameters: [] },
  PutBucketVersioning: { headers: [...onBucket, ...document], parameters: [] },
  GetBucketLocation: { headers: onBucket, parameters: [] },
  GetBucketAcl: { headers: onBucket, parameters: [] },
  GetBucketConfiguration: { headers: onBucket, parameters: [] },
  PutBucketConfiguration: { headers: [...onBucket, ...document], parameters: [] },
  PutBucketLifecycleConfiguration: {
    headers: [...onBucket, ...document, 'x-amz-transition-default-minimum-object-size'],
    parameters: [],
  },
  // Destinations are not validated.
  PutBucketNotificationConfiguration: {
    headers: [...onBucket, ...document, 'x-amz-skip-destination-validation'],
    parameters: [],
  },
  // Policies have no effect, so they lock nobody out.
  PutBucketPolicy: {
    headers: [...onBucket, ...document, 'x-amz-confirm-remove-self-bucket-access'],
    parameters: [],
  },
  DeleteBucketConfiguration: { headers: onBucket, parameters: [] },

  // Listings
  ListObjects: {
    headers: [...onBucket, ...optionalAttributes],
    parameters: [...listing, 'marker', 'max-keys'],
  },
  ListObjectsV2: {
    headers: [...onBucket, ...optionalAttributes],
    parameters: [...listing, 'continuation-token', 'start-after', 'max-keys', 'fetch-owner'],
  },
  ListObjectVersions: {
    headers: [...onBucket, ...optionalAttributes],
    parameters: [...listing, 'key-marker', 'version-id-marker', 'max-keys'],
  },
  ListMultipartUploads: {
    headers: onBucket,
    parameters: [...listing, 'key-marker', 'upload-id-marker', 'max-uploads'],
  },

  // Objects
  PutObject: {
    headers: [...onBucket, ...description, ...bodyDigests, ...bodyFraming, ...writeConditions],
    parameters: [],
  },
  PostObject: { headers: ['content-encoding'], parameters: [] },
  CopyObject: {
    headers: [
      ...onBucket,
      ...description,
      ...copySource,
      ...writeConditions,
      'x-amz-checksum-algorithm',
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
    ],
    parameters: [],
  },
  GetObject: {
    headers: [...onBucket, ...readConditions, 'range', 'x-amz-checksum-mode'],
    parameters: ['versionId', 'partNumber', ...responseOverrides],
  },
  HeadObject: {
    headers: [...onBucket, ...readConditions, 'range', 'x-amz-checksum-mode'],
    parameters: ['versionId', 'partNumber', ...responseOverrides],
  },
  DeleteObject: { headers: [...onBucket, ...withoutRetention, 'if-match'], parameters: ['versionId'] },
  DeleteObjects: { headers: [...onBucket, ...document, ...withoutRetention], parameters: [] },
  GetObjectTagging: { headers: onBucket, parameters: ['versionId'] },
  PutObjectTagging: { headers: [...onBucket, ...document], parameters: ['versionId'] },
  DeleteObjectTagging: { headers: onBucket, parameters: ['versionId'] },
  GetObjectAcl: { headers: onBucket, parameters: ['versionId'] },

  // Multipart uploads
  CreateMultipartUpload: {
    headers: [...onBucket, ...description, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
    parameters: [],
  },
  UploadPart: { headers: [...onBucket, ...bodyDigests, ...bodyFraming], parameters: [] },
  UploadPartCopy: { headers: [...onBucket, ...copySource, 'x-amz-copy-source-range'], parameters: [] },
  CompleteMultipartUpload: {
    headers: [...onBucket, ...document, ...writeConditions, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
    parameters: [],
  },
  AbortMultipartUpload: { headers: onBucket, parameters: [] },
  ListParts: { headers: onBucket, parameters: ['max-parts', 'part-number-marker'] },
} as const satisfies Record<string, OperationInputs>;

/** Name of an operation, as in the API reference. `...BucketConfiguration` stands for that of each sub-resource. */
export type OperationName = keyof typeof operationInputs;

/**
 * Headers that any request may have and that have no effect here, with the reason. In a presigned URL they are parameters.
 */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-amz-algorithm': 'Signatures are not checked.',
  'x-amz-credential': 'Signatures are not checked.',
  'x-amz-date': 'Signatures are not checked.',
  'x-amz-expires': 'The expiry of a presigned URL is not checked.',
  'x-amz-security-token': 'Credentials are not checked.',
  'x-amz-signature': 'Signatures are not checked.',
  'x-amz-signedheaders': 'Signatures are not checked.',
  'x-amz-region-set': 'Signatures are not checked. Signature Version 4A has it.',
  'x-amz-content-sha256': 'Verified where there is a body. SDKs send it without one too.',
  'x-amz-user-agent': 'Names the client.',
  'x-amzn-trace-id': 'Names the trace. Lambda and AWS X-Ray add it.',
  'amz-sdk-invocation-id': 'Names the call of the SDK.',
  'amz-sdk-request': 'Counts the attempts of the SDK.',
  'amz-sdk-retry': 'Counts the attempts of older SDKs.',
  expect: 'The HTTP server answers 100-continue, and refuses any other value.',
};

/** Parameters that any request may have and that have no effect here, with the reason. */
export const commonParameters: Readonly<Record<string, string>> = {
  'x-id': 'SDKs name the operation.',
  AWSAccessKeyId: 'A presigned URL of Signature Version 2. Signatures are not checked.',
  Signature: 'A presigned URL of Signature Version 2. Signatures are not checked.',
  Expires: 'A presigned URL of Signature Version 2. Its expiry is not checked.',
};
