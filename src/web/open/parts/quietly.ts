/** Storage may be full, forbidden or gone: the page goes on without it. */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
