/** A number that this phone made for one survey: it says nothing of the phone, nor of another survey. */
export interface Device {
  readonly number: string;
  readonly isUsed: () => boolean;
  /** Remembers that an answer was taken. */
  readonly used: () => void;
}

/** The number kept under a name, made now where there is none; nothing where nothing can be kept. */
export function deviceOf(name: string): Device | undefined {
  const key = `shiji ${name}`;
  try {
    const kept = localStorage.getItem(key);
    const [number = fresh(), state = ''] = kept?.split(' ') ?? [];
    if (!kept) localStorage.setItem(key, number);
    return {
      number,
      isUsed: () => state === 'used',
      used: () => localStorage.setItem(key, `${number} used`),
    };
  } catch {
    return undefined;
  }
}

/** 16 bytes of chance in letters that a form may carry. */
function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
