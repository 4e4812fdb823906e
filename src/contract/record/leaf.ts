import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from '../../engine/canonical.ts';
import { hashLeaf } from './tree.ts';

/** What of an entry enters the tree. Its place in the organisation may change and does not. */
export interface LeafFields {
  readonly id: string;
  /** UTC with microseconds: `2026-03-02T08:00:00.000000Z`. */
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  /** Id of the unit. */
  readonly org: string;
  /** Hash of the commitment. */
  readonly algorithm: string;
  readonly commitment: Uint8Array;
}

/** Salt of a commitment has this length, so that salt and content cannot run into each other. */
export const SALT_SIZE = 32;

/**
 * Leaf of an entry: UTF-8 of the RFC 8785 JSON of its fields, with the commitment written as
 * `<algorithm>:<hexadecimal>` and the form of this encoding named, so that another can follow.
 */
export function leafOf({ algorithm, commitment, ...fields }: LeafFields): Uint8Array {
  const { id, at, actor, act, subject, org } = fields;
  return utf8ToBytes(
    canonical({
      form: 'shiji-entry/1',
      id,
      at,
      actor,
      act,
      subject,
      org,
      commitment: `${algorithm}:${bytesToHex(commitment)}`,
    }),
  );
}

export function leafHashOf(fields: LeafFields): Uint8Array {
  return hashLeaf(leafOf(fields));
}

/** Commitment to a content; nothing for a hash that is not known or a salt of another length. */
export function commitmentTo(
  algorithm: string,
  salt: Uint8Array,
  content: string,
): Uint8Array | undefined {
  if (algorithm !== 'sha256' || salt.length !== SALT_SIZE) return undefined;
  return sha256(concatBytes(salt, utf8ToBytes(content)));
}
