import ExifReader from 'exifreader';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MediaError } from './error.ts';
import { cleanFile, fileName, typeOf } from './file.ts';
import { photo } from './photos.fixture.ts';
import { bytesOf, joined } from './picture.ts';

const names = ['jpeg', 'progressive', 'png', 'webp', 'lossless'] as const;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const tags = (bytes: Uint8Array) =>
  ExifReader.load(Buffer.from(bytes)) as unknown as Record<string, { value: unknown }>;
const refusal = (bytes: Uint8Array): string => {
  try {
    return cleanFile(bytes).type;
  } catch (error) {
    if (error instanceof MediaError) return error.code;
    throw error;
  }
};

/** A JPEG segment. */
const segment = (marker: number, data: string): Uint8Array =>
  joined([Uint8Array.of(0xff, marker, (data.length + 2) >> 8, data.length + 2), bytesOf(data)]);
const insertAfter = (bytes: Uint8Array, at: number, more: readonly Uint8Array[]): Uint8Array =>
  joined([bytes.subarray(0, at), ...more, bytes.subarray(at)]);
/** From the first frame header on: what a decoder reads. */
const decoded = (bytes: Uint8Array): string => text(bytes).slice(text(bytes).indexOf('\xff\xdb'));

describe('photographs', () => {
  for (const name of names) {
    it(`${name}: place, camera, author and time go, and only how it is turned stays`, () => {
      const before = photo(name);
      expect(Object.keys(tags(before))).toEqual(expect.arrayContaining(['GPSLatitude', 'Artist']));
      const { bytes, takenOn } = cleanFile(before);
      const after = tags(bytes);
      const told = ['GPS', 'Make', 'Model', 'Artist', 'Date', 'Exif IFD'];
      // The profile of colours has a date and a maker of its own.
      const kept = Object.keys(after).filter(
        (k) => told.some((t) => k.startsWith(t)) && !k.startsWith('Device'),
      );
      expect(kept).toEqual([]);
      expect(after.Orientation?.value).toBe(6);
      expect(text(bytes)).not.toMatch(/Huawei|Xiaoming|xmpmeta|2026:03/);
      expect(takenOn).toBe('2026-03-03');
      expect(typeOf(bytes)).toBe(typeOf(before));
    });

    it(`${name}: cleaned again it is the same`, () => {
      const once = cleanFile(photo(name)).bytes;
      expect(cleanFile(once).bytes).toEqual(once);
    });

    it(`${name}: cut anywhere it is refused as broken, whatever is damaged it never fails`, () => {
      const whole = photo(name);
      for (let length = 16; length < whole.length - 2; length += 7)
        expect([length, refusal(whole.subarray(0, length))]).toEqual([
          length,
          'evidence:file-broken',
        ]);
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
          const damaged = whole.slice();
          damaged[at] = value;
          refusal(damaged);
        }),
      );
    });
  }

  it('JPEG: tables and compressed data are byte for byte what they were', () => {
    const before = photo('jpeg');
    expect(decoded(cleanFile(before).bytes)).toBe(decoded(before));
    const several = photo('progressive');
    const after = text(cleanFile(several).bytes);
    // Every scan is there, and the colour profile.
    expect(after.split('\xff\xda').length).toBe(text(several).split('\xff\xda').length);
    expect(after).toContain('ICC_PROFILE');
    expect(decoded(cleanFile(several).bytes)).toBe(decoded(several));
  });

  it('JPEG: comments, IPTC, further pictures and what follows the end go', () => {
    const clean = cleanFile(photo('jpeg')).bytes;
    const laden = joined([
      insertAfter(clean, 2, [
        segment(0xe0, 'JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01thb'),
        segment(0xe0, 'JFXX\0preview'),
        segment(0xfe, 'comment'),
        segment(0xed, 'Photoshop 3.0\x008BIM caption'),
        segment(0xe2, 'MPF\0index'),
        segment(0xe5, 'maker'),
      ]),
      bytesOf('\xff\xd8second picture\xff\xd9 ftypmp42 GPS'),
    ]);
    const { bytes } = cleanFile(laden);
    expect(text(bytes)).not.toMatch(/comment|8BIM|MPF|preview|maker|thb|second|ftyp/);
    expect(text(bytes)).toContain('JFIF\0\x01\x02\x01\0\x48\0\x48\0\0');
    expect(decoded(bytes)).toBe(decoded(clean));
  });

  it('PNG: picture data stay, texts and what follows the end go', () => {
    const clean = cleanFile(photo('png')).bytes;
    const chunk = (type: string, data: string) =>
      joined([Uint8Array.of(0, 0, 0, data.length), bytesOf(type), bytesOf(data), bytesOf('crc?')]);
    const laden = joined([
      insertAfter(clean, 33, [
        chunk('tEXt', 'Author\0Wang'),
        chunk('tIME', '1234567'),
        chunk('prVt', 'secret'),
      ]),
      bytesOf('trailing'),
    ]);
    expect(cleanFile(laden).bytes).toEqual(clean);
  });

  it('WebP: its header says no more than what follows', () => {
    const { bytes } = cleanFile(photo('webp'));
    expect(text(bytes.subarray(12, 16))).toBe('VP8X');
    // Exif, for how it is turned; no XMP.
    expect(bytes[20]! & 0x0c).toBe(0x08);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)).toBe(bytes.length - 8);
  });

  it('one whose Exif block is nonsense is taken without it', () => {
    const clean = cleanFile(photo('jpeg')).bytes;
    const laden = insertAfter(clean, 2, [segment(0xe1, 'Exif\0\0II*\0\xff\xff\xff\xff')]);
    // The block that follows says again how it is turned.
    expect(cleanFile(laden).bytes).toEqual(clean);
  });
});

const zip = (...parts: string[]): Uint8Array =>
  zipSync(Object.fromEntries(parts.map((p) => [p, bytesOf('<x/>')])));

describe('what a file is', () => {
  it('is told by what it holds', () => {
    expect(refusal(bytesOf('%PDF-1.7\n…'))).toBe('pdf');
    expect(refusal(zip('[Content_Types].xml', 'word/document.xml'))).toBe('docx');
    expect(refusal(zip('[Content_Types].xml', 'xl/workbook.xml'))).toBe('xlsx');
    expect(refusal(zip('OFD.xml', 'Doc_0/Document.xml'))).toBe('ofd');
  });

  it('none is kept that a browser runs, that has macros, or that is unknown', () => {
    for (const given of [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'GIF89a',
      '',
      'PK',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    ])
      expect([given, refusal(bytesOf(given))]).toEqual([given, 'evidence:file-type']);
    expect(refusal(zip('a.txt'))).toBe('evidence:file-type');
    expect(refusal(zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'))).toBe(
      'evidence:file-macros',
    );
    expect(refusal(bytesOf('PK\x03\x04 not a zip'))).toBe('evidence:file-broken');
  });

  it('has its limit', () => {
    const large = new Uint8Array(20 * 2 ** 20 + 1);
    large.set(photo('jpeg'));
    expect(refusal(large)).toBe('evidence:file-size');
  });

  it('its name says what it is, and leads nowhere', () => {
    expect(fileName('现场照片.html', 'jpeg')).toBe('现场照片.jpg');
    expect(fileName('C:\\用户\\整改前.JPG', 'jpeg')).toBe('整改前.jpg');
    expect(fileName('../../etc/passwd', 'pdf')).toBe('passwd.pdf');
    expect(fileName('a\u202egpj.exe\r\nX: 1', 'png')).toBe('agpj.exeX 1.png');
    expect(fileName('.png', 'png')).toBe('file.png');
  });
});
