import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Texts of JSON in pieces, each packed by itself: what reads them again takes one at a time and lets others
 * have their turn between. A piece is its length (four bytes) and as many bytes.
 */
export function packed(pieces: Iterable<string>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    const bytes = deflateRawSync(piece, { level: 3 });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    parts.push(length, bytes);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** The pieces of {@link packed}, unpacked one by one as they are asked for. */
export function* unpacked(bytes: Uint8Array): Generator<unknown, void> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < view.length; ) {
    const from = at + 4;
    const to = from + view.readUInt32LE(at);
    yield JSON.parse(inflateRawSync(view.subarray(from, to)).toString());
    at = to;
  }
}
