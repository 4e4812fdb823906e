import { crc32 } from 'node:zlib';
import { broken } from './error.ts';
import { type ExifFacts, orientationOnly, readExif } from './exif.ts';
import { ascii, bytesOf, type CleanPicture, joined } from './picture.ts';

/** Chunks that make the picture and its colours; the last three are those of moving ones. */
const needed = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs acTL fcTL fdAT'.split(' '),
);

/**
 * A PNG with only the chunks that make the picture: texts, times, Exif, XMP, unknown chunks and
 * whatever follows its end go; how it is to be turned stays. Throws {@link MediaError}.
 */
export function cleanPng(bytes: Uint8Array): CleanPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 8)];
  let facts: ExifFacts = { orientation: 1, takenOn: undefined };
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw broken();
    const length = view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    const end = at + 12 + length;
    if (end > bytes.length || (at === 8 && type !== 'IHDR')) throw broken();
    if (type === 'eXIf') facts = readExif(bytes.subarray(at + 8, end - 4));
    if (needed.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') break;
    at = end;
  }
  const turned = facts.orientation !== 1;
  // After the header: some readers look for it only before the picture.
  if (turned) parts.splice(2, 0, chunk('eXIf', orientationOnly(facts.orientation)));
  return { bytes: joined(parts), takenOn: facts.takenOn };
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([bytesOf(type), data]);
  const ends = new Uint8Array(8);
  const view = new DataView(ends.buffer);
  view.setUint32(0, data.length);
  view.setUint32(4, crc32(body));
  return joined([ends.subarray(0, 4), body, ends.subarray(4)]);
}
