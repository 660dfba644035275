/** The AWS account that every resource of a simulation belongs to. It is AWS's own example number, so it is nobody's. */
export const localAccountId = '123456789012';
