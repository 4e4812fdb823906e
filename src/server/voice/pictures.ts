import { evidenceTypes } from '../../contract/evidence/types.ts';
import { isSealed, type Kind } from '../../contract/voice/states.ts';
import { MediaError } from '../../office/media/error.ts';
import { cleanFile } from '../../office/media/file.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { storeFile } from '../platform/files.ts';
import { sealSecret } from '../platform/secret.ts';
import type { KeptPicture } from './intake.service.ts';

/**
 * Cleans pictures of what their files say besides and puts them on the disk. Those of
 * whistle-blowing lie there under the key of the home folder. Throws `file-refused`.
 */
export async function keepPictures(
  ctx: Context,
  kind: Kind,
  files: readonly { readonly bytes: Uint8Array }[],
): Promise<KeptPicture[]> {
  const clean = files.map(({ bytes }) => pictureOf(bytes));
  return Promise.all(
    clean.map(async ({ type, bytes }) => ({
      type,
      size: bytes.length,
      hash: await storeFile(
        ctx.config.home,
        isSealed(kind) ? await sealedBytes(ctx, bytes) : bytes,
      ),
    })),
  );
}

/** What picture bytes of whistle-blowing are sealed for: they are found by their hash alone. */
export const PICTURE_PURPOSE = 'voice-picture';

const sealedBytes = async (ctx: Context, bytes: Uint8Array): Promise<Uint8Array> =>
  Buffer.from(
    await sealSecret(ctx.config.home, PICTURE_PURPOSE, Buffer.from(bytes).toString('base64')),
  );

function pictureOf(bytes: Uint8Array) {
  try {
    const clean = cleanFile(bytes);
    if (!evidenceTypes[clean.type].picture) throw new MediaError('evidence:file-type');
    return clean;
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    const { code, params } = error;
    throw new AppError('file-refused', [{ code, params, path: 'picture' }]);
  }
}
