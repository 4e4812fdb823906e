import { readFile, rename, writeFile } from 'node:fs/promises';
import {
  keyText,
  noteText,
  parseCheckpoint,
  parseKey,
  parseNote,
  signedAt,
  timed,
} from '../contract/record/note.ts';
import {
  hashesAt,
  nodesFrom,
  TILE_WIDTH,
  type TileId,
  tileOf,
  tilePath,
} from '../contract/record/tiles.ts';
import {
  consistencyRanges,
  hashOfRange,
  isConsistent,
  nodesOf,
  same,
} from '../contract/record/tree.ts';
import { createSigner, newSigner, signerText } from '../server/record/keys.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

export interface WitnessOptions {
  readonly url: string;
  /** File that keeps the witness's own key, the record's key and the last checkpoint seen. */
  readonly state: string;
  /** Name of the witness, when its file is made. */
  readonly name?: string;
  /** Key of the record as it was made known; else that of the first look is kept. */
  readonly key?: string;
}

interface State {
  readonly secret: string;
  readonly log?: string;
  readonly checkpoint?: string;
}

/**
 * `shiji record witness`: looks at a record from another unit's machine. Only a tree that
 * continues the one seen last is co-signed; the checkpoint is kept before the signature goes
 * out, so that a witness never signs two trees.
 */
export async function witnessCommand(options: WitnessOptions, session: Session): Promise<number> {
  const { t, say } = session;
  const state = await readState(options, session);
  const signer = createSigner(state.secret)!;
  const own = keyText(timed(signer.key));
  say(t('cli.witness-key', { key: own }));
  const seen = await look(options, state, session);
  await keep(options.state, { secret: state.secret, log: seen.log, checkpoint: seen.note });
  const { text } = parseNote(seen.note)!;
  const signature = signer.sign(text, Math.floor(Date.now() / 1000));
  await handIn(options, noteText({ text, signatures: [signature] }), session);
  session.answer({ ok: true, size: seen.size, key: own });
  say(`✓ ${t('cli.witness-signed', { size: seen.size, before: seen.before })}`);
  return ExitCode.ok;
}

async function readState(options: WitnessOptions, session: Session): Promise<State> {
  const text = await readFile(options.state, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const name = options.name ?? `shiji-witness/${new URL(options.url).hostname}`;
    if (/[\s+]/.test(name))
      throw new CommandError(ExitCode.usage, session.t('cli.witness-name', { name }));
    const state = { secret: signerText(newSigner(name)) };
    await keep(options.state, state);
    return state;
  }
  const state = parseState(text);
  if (!state || !createSigner(state.secret))
    throw new CommandError(
      ExitCode.badInput,
      session.t('cli.witness-state', { path: options.state }),
    );
  return state;
}

function parseState(text: string): State | undefined {
  try {
    const state = JSON.parse(text) as State;
    return typeof state.secret === 'string' ? state : undefined;
  } catch {
    return undefined;
  }
}

async function keep(path: string, state: State): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The checkpoint the server shows, once it is known to continue the last one. */
async function look(options: WitnessOptions, state: State, session: Session) {
  const { t } = session;
  const refuse = (code: string, params: Record<string, string | number> = {}): never => {
    throw new CommandError(ExitCode.rejected, t(`cli.witness-${code}`, params));
  };
  const shown = (await get(options, 'key', session)).toString('utf8').trim().split('\n');
  const log = options.key?.trim() ?? state.log ?? shown.at(-1)!;
  if (state.log !== undefined && log !== state.log) refuse('other-key', { key: state.log });
  const note = (await get(options, 'checkpoint', session)).toString('utf8');
  const parsed = parseNote(note);
  const head = parsed && parseCheckpoint(parsed.text);
  const key = parseKey(log);
  if (!parsed || !head || !key || signedAt(parsed, key) === undefined)
    return refuse('unsigned', { key: log });
  const last = state.checkpoint ? parseCheckpoint(parseNote(state.checkpoint)!.text)! : undefined;
  const before = last?.size ?? 0;
  if (last) {
    const { size } = head;
    if (size < before) refuse('rolled-back', { before, size });
    const proof = await consistency(options, before, size, session);
    if (!isConsistent({ first: before, firstRoot: last.root, size, root: head.root, proof }))
      refuse('forked', { before, size });
    if (size === before && !same(last.root, head.root)) refuse('forked', { before, size });
  }
  return { log, note, size: head.size, before };
}

/** The proof, out of the tiles the server shows. */
async function consistency(
  options: WitnessOptions,
  first: number,
  size: number,
  session: Session,
): Promise<Uint8Array[]> {
  if (first === size || first === 0) return [];
  const ranges = consistencyRanges(first, size);
  const tiles = new Map<string, Uint8Array>();
  for (const id of ranges.flatMap(nodesOf).map(tileOf)) {
    const path = tilePath(id);
    if (!tiles.has(path)) tiles.set(path, await get(options, servedPath(id, size), session));
  }
  const read = nodesFrom((id) => tiles.get(tilePath(id)));
  return ranges.map((range) => hashOfRange(range, read));
}

function servedPath(id: TileId, size: number): string {
  return tilePath(id, Math.min(hashesAt(id.level, size) - id.index * TILE_WIDTH, TILE_WIDTH));
}

async function get({ url }: WitnessOptions, path: string, { t }: Session): Promise<Buffer> {
  const address = `${url.replace(/\/$/, '')}/record/${path}`;
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok)
    throw new CommandError(ExitCode.environment, t('cli.witness-unreachable', { address }));
  return Buffer.from(await answer.arrayBuffer());
}

async function handIn(options: WitnessOptions, note: string, { t }: Session): Promise<void> {
  const address = `${options.url.replace(/\/$/, '')}/api/record/cosignatures`;
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ note }),
  }).catch(() => undefined);
  if (!answer)
    throw new CommandError(ExitCode.environment, t('cli.witness-unreachable', { address }));
  if (answer.status === 422) throw new CommandError(ExitCode.rejected, t('cli.witness-unknown'));
  if (!answer.ok)
    throw new CommandError(
      ExitCode.environment,
      t('cli.witness-refused', { status: answer.status }),
    );
}
