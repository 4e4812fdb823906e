/** A file that cannot be taken, as a code with a text. */
export class MediaError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(code: string, params: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'MediaError';
    this.code = code;
    this.params = params;
  }
}

/** A picture that ends too early or is built wrongly. */
export const broken = (): MediaError => new MediaError('evidence:file-broken');
