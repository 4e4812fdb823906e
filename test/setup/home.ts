import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A home folder of its own for a server that is tried. The user of the database may walk through
 * it: under a folder for root alone the data would lie elsewhere, and stay there for good.
 */
export async function freshHome(purpose: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), `shiji-${purpose}-`));
  await chmod(home, 0o711);
  return home;
}
