/** 1980-01-01 00:00, the first day a ZIP file can name. */
const FIRST_DAY = 0x0021;

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Sets the time of every file inside a ZIP to the same day, in place: the library writes the
 * clock there, and the same result must give the same bytes.
 */
export function timeless(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let end = zip.length - 22;
  while (end > 0 && view.getUint32(end, true) !== END) end--;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let k = 0; k < count; k++) {
    if (view.getUint32(at, true) !== ENTRY) throw new RangeError('not a ZIP directory');
    view.setUint16(at + 12, 0, true);
    view.setUint16(at + 14, FIRST_DAY, true);
    const local = view.getUint32(at + 42, true);
    view.setUint16(local + 10, 0, true);
    view.setUint16(local + 12, FIRST_DAY, true);
    at +=
      46 +
      view.getUint16(at + 28, true) +
      view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  return zip;
}
