/** Computes the MD5 of one message, by OpenSSL, which is loaded at its first use. */
export function md5(message: Uint8Array): Buffer {
  return process.getBuiltinModule('node:crypto').createHash('md5').update(message).digest();
}
