import photos from './photos.fixture.json' with { type: 'json' };

/**
 * Photographs as a telephone writes them, made once with libvips: Exif with maker, artist, time,
 * place (GPS) and a picture on its side, XMP with the place again; one with a colour profile.
 */
export const photo = (name: keyof typeof photos): Uint8Array =>
  new Uint8Array(Buffer.from(photos[name], 'base64'));
