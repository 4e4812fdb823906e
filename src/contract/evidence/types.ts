/** Files that can be evidence, told apart by what they hold, never by their name. */
export const evidenceTypes = {
  jpeg: { mime: 'image/jpeg', extension: 'jpg', picture: true },
  png: { mime: 'image/png', extension: 'png', picture: true },
  webp: { mime: 'image/webp', extension: 'webp', picture: true },
  pdf: { mime: 'application/pdf', extension: 'pdf', picture: false },
  ofd: { mime: 'application/ofd', extension: 'ofd', picture: false },
  docx: {
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extension: 'docx',
    picture: false,
  },
  xlsx: {
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
    picture: false,
  },
} as const;
export type EvidenceType = keyof typeof evidenceTypes;
export const evidenceTypeNames = Object.keys(evidenceTypes) as [EvidenceType, ...EvidenceType[]];

const MB = 2 ** 20;
/** The most bytes of one file, by whether it is a picture. */
export const sizeLimit = (type: EvidenceType): number =>
  evidenceTypes[type].picture ? 20 * MB : 50 * MB;

/** The most bytes of the small picture that a page sends along. */
export const THUMB_LIMIT = 64 * 1024;
