/** The longer side of a picture as it is sent, in pixels: a text in it can still be read. */
const LONGEST = 1600;
const QUALITY = 0.8;
/** Smaller files are not worth the work. */
const SMALL = 300 * 1024;

/**
 * A picture made small enough for a weak signal; drawn anew, it says nothing any more of place,
 * camera and time (the server takes that out again). What cannot be drawn is sent as it is.
 */
export async function smaller(file: File): Promise<Blob> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return file;
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  if (scale === 1 && file.size <= SMALL) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', QUALITY),
  );
  return made && made.size < file.size ? made : file;
}
