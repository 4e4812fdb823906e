import type { ExifFacts } from './exif.ts';

/** A picture without what its file said besides: place, camera, time, names, previews. */
export interface CleanPicture extends Pick<ExifFacts, 'takenOn'> {
  readonly bytes: Uint8Array;
}

export const ascii = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

export const startsWith = (bytes: Uint8Array, text: string): boolean =>
  ascii(bytes, 0, text.length) === text;

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));
