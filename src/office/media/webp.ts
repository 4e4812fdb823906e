import { broken } from './error.ts';
import { type ExifFacts, orientationOnly, readExif } from './exif.ts';
import { ascii, bytesOf, type CleanPicture, joined, startsWith } from './picture.ts';

const needed = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;
const EXIF = 'Exif\0\0';

/**
 * A WebP with only the chunks that make the picture: Exif, XMP, unknown chunks and whatever
 * follows its end go; how it is to be turned stays. Throws {@link MediaError}.
 */
export function cleanWebp(bytes: Uint8Array): CleanPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stop = 8 + view.getUint32(4, true);
  if (stop > bytes.length) throw broken();
  const parts: Uint8Array[] = [];
  let facts: ExifFacts = { orientation: 1, takenOn: undefined };
  for (let at = 12; at < stop; ) {
    if (at + 8 > stop) throw broken();
    const type = ascii(bytes, at, 4);
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size;
    if (end > stop) throw broken();
    if (type === 'EXIF') {
      const block = bytes.subarray(at + 8, end);
      facts = readExif(startsWith(block, EXIF) ? block.subarray(EXIF.length) : block);
    }
    if (needed.has(type)) parts.push(chunk(type, bytes.subarray(at + 8, end)));
    at = end + (size % 2);
  }
  const header = parts[0] && ascii(parts[0], 0, 4);
  if (header === undefined || !header.startsWith('VP8')) throw broken();
  // Only the extended form has room for it, and says in its header what follows.
  const turned = header === 'VP8X' && facts.orientation !== 1;
  if (header === 'VP8X') parts[0]![8]! &= ~(HAS_EXIF | HAS_XMP);
  if (turned) {
    parts[0]![8]! |= HAS_EXIF;
    parts.push(chunk('EXIF', orientationOnly(facts.orientation)));
  }
  const body = joined([bytesOf('WEBP'), ...parts]);
  return { bytes: chunk('RIFF', body), takenOn: facts.takenOn };
}

/** A chunk of its own bytes, filled up to an even length. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const head = joined([bytesOf(type), new Uint8Array(4)]);
  new DataView(head.buffer).setUint32(4, data.length, true);
  return joined([head, data, new Uint8Array(data.length % 2)]);
}
