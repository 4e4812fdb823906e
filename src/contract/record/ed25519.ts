import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';

hashes.sha512 = sha512;

export type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Ed25519 (RFC 8032) in plain script: browsers have it in their own cryptography only of late. */
export const verifyEd25519: Verify = (key, message, signature) => {
  try {
    return verify(signature, message, key);
  } catch {
    return false;
  }
};
