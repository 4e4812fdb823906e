import { broken } from './error.ts';
import { type ExifFacts, orientationOnly, readExif } from './exif.ts';
import { bytesOf, type CleanPicture, joined, startsWith } from './picture.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const EXIF = 'Exif\0\0';

/** Tables, frame headers and restart intervals: what a decoder needs. */
const needed = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || (marker >= 0xdb && marker <= 0xdf);

/** Markers that stand alone. */
const bare = (marker: number): boolean =>
  (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01 || marker === SOI;

/**
 * A JPEG with only the segments that make the picture: compressed data, tables, colour profile.
 * Exif, XMP, IPTC, comments, previews and whatever follows the end of the picture go; how it is to
 * be turned stays. Throws {@link MediaError} when the file is no whole JPEG.
 */
export function cleanJpeg(bytes: Uint8Array): CleanPicture {
  const parts: Uint8Array[] = [];
  let facts: ExifFacts = { orientation: 1, takenOn: undefined };
  let framed = false;
  let at = 2;
  for (;;) {
    const { marker, from } = markerAt(bytes, at);
    if (marker === EOI) break;
    if (bare(marker)) {
      at = from;
      continue;
    }
    const end = segmentEnd(bytes, from);
    const data = bytes.subarray(from + 2, end);
    const whole = bytes.subarray(from - 2, end);
    if (marker === APP1 && startsWith(data, EXIF)) facts = readExif(data.subarray(EXIF.length));
    else if (marker === SOS) {
      if (!framed) throw broken();
      const scanned = scanEnd(bytes, end);
      parts.push(bytes.subarray(from - 2, scanned));
      at = scanned;
      continue;
    } else if (needed(marker) || (marker === APP2 && startsWith(data, 'ICC_PROFILE\0')))
      parts.push(whole);
    else if (marker === APP14 && startsWith(data, 'Adobe')) parts.push(whole);
    else if (marker === APP0 && startsWith(data, 'JFIF\0') && data.length >= 14)
      parts.unshift(withoutThumbnail(data));
    framed ||= marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    at = end;
  }
  if (!parts.some((part) => part[1] === SOS)) throw broken();
  const turned = facts.orientation === 1 ? [] : [exifSegment(facts.orientation)];
  const jfif = parts[0]?.[1] === APP0 ? 1 : 0;
  const body = [...parts.slice(0, jfif), ...turned, ...parts.slice(jfif)];
  const frame = (marker: number) => Uint8Array.of(0xff, marker);
  return { bytes: joined([frame(SOI), ...body, frame(EOI)]), takenOn: facts.takenOn };
}

/** The next marker, past bytes that fill, and where what follows it begins. */
function markerAt(bytes: Uint8Array, at: number): { marker: number; from: number } {
  if (bytes[at] !== 0xff) throw broken();
  let next = at;
  while (bytes[next] === 0xff) next++;
  const marker = bytes[next];
  if (marker === undefined || marker === 0) throw broken();
  return { marker, from: next + 1 };
}

function segmentEnd(bytes: Uint8Array, from: number): number {
  const length = (bytes[from]! << 8) | bytes[from + 1]!;
  const end = from + length;
  if (!(length >= 2) || end > bytes.length) throw broken();
  return end;
}

/** Where the compressed data of a scan end: at the first marker that is no restart. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(0xff, at);
    const marker = at < 0 ? undefined : bytes[at + 1];
    if (marker === undefined) throw broken();
    if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
}

/** A JFIF header with its density and no preview in it. */
function withoutThumbnail(data: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(0xff, APP0, 0, 16), data.subarray(0, 12), Uint8Array.of(0, 0)]);
}

function exifSegment(orientation: number): Uint8Array {
  const block = joined([bytesOf(EXIF), orientationOnly(orientation)]);
  return joined([Uint8Array.of(0xff, APP1, 0, block.length + 2), block]);
}
