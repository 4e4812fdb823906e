import { parseKey, parseNote, signatureLine, signedAt } from '../../../contract/record/note.ts';
import type { Trx } from '../../platform/scope.ts';
import { ADD_WITNESS, END_WITNESS } from '../acts.ts';
import { verifyNative } from '../keys.ts';
import * as tree from '../tree.queries.ts';
import type { WitnessEntry } from './contents.ts';
import type { Faults } from './faults.ts';

const STEP = 1_000;

/** Witnesses against the entries that let them in, and every cosignature; how many hold. */
export async function checkWitnesses(
  trx: Trx,
  entries: readonly WitnessEntry[],
  faults: Faults,
): Promise<number> {
  const witnesses = await tree.listWitnesses(trx);
  const said = (id: string | null, act: string) =>
    entries.find((e) => e.id === id && e.act === act);
  for (const { name, vkey, entry_id, ended_by } of witnesses) {
    const added = said(entry_id, ADD_WITNESS);
    const ended = entries.find((e) => e.act === END_WITNESS && e.name === name);
    const holds =
      parseKey(vkey)?.name === name &&
      added?.name === name &&
      added.key === vkey &&
      (ended?.id ?? null) === ended_by;
    if (!holds) faults.add('witness-changed', { name });
  }
  for (const entry of entries)
    if (!witnesses.some((w) => w.name === entry.name))
      faults.add('witness-missing', { name: String(entry.name) });
  const keys = new Map(witnesses.map((w) => [w.name, parseKey(w.vkey)]));
  let held = 0;
  for (let after = { size: -1, name: '' }; ; ) {
    const rows = await tree.cosignaturesAfter(trx, after, STEP);
    for (const { size, name, line } of rows) {
      const key = keys.get(name);
      const note = (await tree.checkpointAt(trx, size))?.note ?? '';
      const text = parseNote(note)?.text ?? '';
      const own = parseNote(`${text}\n${line}`);
      const alone = own?.signatures.length === 1 && signatureLine(own.signatures[0]!) === line;
      if (key && own && alone && signedAt(own, key, verifyNative) !== undefined) held += 1;
      else faults.add('cosignature', { size, name });
    }
    if (rows.length < STEP) return held;
    after = rows.at(-1)!;
  }
}
