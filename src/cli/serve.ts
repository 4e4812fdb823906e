import type { Session } from './session.ts';
export async function serveCommand(_o: unknown, _s: Session): Promise<number> {
  return 4;
}
export async function adminLinkCommand(_s: Session): Promise<number> {
  return 4;
}
