import { THUMB_LIMIT } from '../../contract/evidence/types.ts';

const SIDE = 240;

/** A small picture of a picture, base64; nothing when the browser cannot show it. */
export async function thumbOf(file: File): Promise<string | undefined> {
  if (!file.type.startsWith('image/')) return undefined;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const text = canvas.toDataURL('image/jpeg', 0.7).split(',')[1] ?? '';
    return text && text.length * 0.75 <= THUMB_LIMIT ? text : undefined;
  } catch {
    return undefined;
  }
}
