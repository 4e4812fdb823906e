import { unzipSync } from 'fflate';
import { type EvidenceType, evidenceTypes, sizeLimit } from '../../contract/evidence/types.ts';
import { broken, MediaError } from './error.ts';
import { cleanJpeg } from './jpeg.ts';
import { type CleanPicture, startsWith } from './picture.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

/** A file as it is kept. */
export interface CleanFile extends CleanPicture {
  readonly type: EvidenceType;
}

const cleaners: Partial<Record<EvidenceType, (bytes: Uint8Array) => CleanPicture>> = {
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
};

/**
 * Tells what a file is by what it holds, and takes from pictures what they say besides. Throws
 * {@link MediaError}: of no type that is kept, too large, or broken.
 */
export function cleanFile(bytes: Uint8Array): CleanFile {
  const type = typeOf(bytes);
  if (!type) throw new MediaError('evidence:file-type');
  const limit = sizeLimit(type);
  if (bytes.length > limit) throw new MediaError('evidence:file-size', { limit: limit / 2 ** 20 });
  const clean = cleaners[type]?.(bytes) ?? { bytes, takenOn: undefined };
  return { type, ...clean };
}

export function typeOf(bytes: Uint8Array): EvidenceType | undefined {
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBPVP8')) return 'webp';
  if (/^%PDF-[12]\./.test(String.fromCharCode(...bytes.subarray(0, 8)))) return 'pdf';
  return startsWith(bytes, 'PK\x03\x04') ? typeOfZip(bytes) : undefined;
}

/** Office files by their parts; those with macros are none of ours. */
function typeOfZip(bytes: Uint8Array): EvidenceType | undefined {
  const names = new Set<string>();
  try {
    unzipSync(bytes, { filter: ({ name }) => !names.add(name) });
  } catch {
    throw broken();
  }
  if ([...names].some((name) => /vbaProject\.bin$/i.test(name)))
    throw new MediaError('evidence:file-macros');
  if (names.has('OFD.xml')) return 'ofd';
  if (!names.has('[Content_Types].xml')) return undefined;
  if (names.has('word/document.xml')) return 'docx';
  return names.has('xl/workbook.xml') ? 'xlsx' : undefined;
}

/** A name to save a file under: no folders, no control characters, the ending of its type. */
export function fileName(given: string, type: EvidenceType): string {
  const { extension } = evidenceTypes[type];
  const base = given
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .trim()
    .slice(0, 100);
  return `${base || 'file'}.${extension}`;
}
