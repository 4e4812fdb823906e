/** What is read of a picture's Exif block before it goes. */
export interface ExifFacts {
  /** How the picture is to be turned, 1 to 8; 1: as it lies. */
  readonly orientation: number;
  /** Day on which it was taken, by the camera's clock. */
  readonly takenOn: string | undefined;
}

const NONE: ExifFacts = { orientation: 1, takenOn: undefined };
const ORIENTATION = 0x0112;
const CHANGED = 0x0132;
const EXIF_BLOCK = 0x8769;
const TAKEN = 0x9003;

/** Reads the TIFF structure of an Exif block; whatever it does not understand is not there. */
export function readExif(tiff: Uint8Array): ExifFacts {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return NONE;
    const little = order === 0x4949;
    if (view.getUint16(2, little) !== 42) return NONE;
    const main = entriesAt(view, view.getUint32(4, little), little);
    const block = main.get(EXIF_BLOCK);
    const inner = block === undefined ? undefined : inside(view, block, little);
    const turned = main.get(ORIENTATION);
    const orientation = turned === undefined ? 1 : view.getUint16(turned + 8, little);
    const time = inner?.get(TAKEN) ?? main.get(CHANGED);
    return {
      orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
      takenOn: time === undefined ? undefined : dayIn(view, time, little),
    };
  } catch (error) {
    if (error instanceof RangeError) return NONE;
    throw error;
  }
}

function inside(view: DataView, entry: number, little: boolean): Map<number, number> | undefined {
  try {
    return entriesAt(view, view.getUint32(entry + 8, little), little);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Tags of a directory with where their entries stand. */
function entriesAt(view: DataView, at: number, little: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const count = Math.min(view.getUint16(at, little), 512);
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    found.set(view.getUint16(entry, little), entry);
  }
  return found;
}

/** The day of a text `YYYY:MM:DD HH:MM:SS`. */
function dayIn(view: DataView, entry: number, little: boolean): string | undefined {
  const length = view.getUint32(entry + 4, little);
  if (length < 11 || length > 40) return undefined;
  const at = view.getUint32(entry + 8, little);
  const text = String.fromCharCode(
    ...new Uint8Array(view.buffer, view.byteOffset + at, Math.min(length, view.byteLength - at)),
  );
  const [, year, month, day] = /^(\d{4}):(\d\d):(\d\d) /.exec(text) ?? [];
  if (year === undefined) return undefined;
  const found = `${year}-${month}-${day}`;
  const time = Date.parse(`${found}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(found) ? undefined : found;
}

/** An Exif block that says how a picture is to be turned, and nothing else. */
export function orientationOnly(orientation: number): Uint8Array {
  const block = new Uint8Array(26);
  const view = new DataView(block.buffer);
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return block;
}
