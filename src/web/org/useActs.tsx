import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { ApiError, call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { type UnitValues, valuesOf } from './fields.tsx';

/** Where a unit is to go. */
export interface Target {
  readonly parentId: string;
  readonly before?: string | undefined;
  readonly on?: string | undefined;
}

const dated = (on: string | undefined) => (on ? { on } : {});
const params = (unit: Unit) => ({ id: unit.id });

/** Changes of the tree: each refreshes what is shown, says what it did, and offers the way back. */
export function useActs() {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const say = useDone();
  const refresh = () => client.invalidateQueries({ queryKey: ['org'] });

  const done = async (text: string, back?: () => Promise<unknown>) => {
    await refresh();
    const undo = async () => {
      try {
        await back!();
        message.success(t('org:taken-back'));
      } catch (error) {
        message.error(t(`server.error-${error instanceof ApiError ? error.code : 'failed'}`));
      }
      await refresh();
    };
    say(text, { back: back && undo });
  };

  const move = async (
    unit: Unit,
    { parentId, before, on }: Target,
    name: string,
  ): Promise<undefined> => {
    const next = unit.parentId ? await siblingAfter(unit, unit.parentId) : undefined;
    const to = { parentId, ...(before ? { before } : {}), ...dated(on) };
    const moved = await call('org.move', {
      params: params(unit),
      body: { ...to, version: unit.version },
    });
    await done(t('org:did-move', { unit: unit.name, to: name }), () =>
      call('org.move', {
        params: params(unit),
        body: {
          parentId: unit.parentId!,
          ...(next ? { before: next } : {}),
          version: moved.version,
          ...(parentId === unit.parentId ? {} : { on: moved.since }),
        },
      }),
    );
  };

  const change = async (unit: Unit, values: UnitValues, on: string): Promise<undefined> => {
    const body = { ...values, version: unit.version, on };
    const changed = await call('org.change', { params: params(unit), body });
    const before = { ...valuesOf(unit), version: changed.version, on: changed.since };
    await done(t('org:did-change', { unit: changed.name }), () =>
      call('org.change', { params: params(unit), body: before }),
    );
  };

  const found = async (unit: Unit, since: string) => {
    const body = { since, version: unit.version };
    return call('org.found', { params: params(unit), body });
  };

  return {
    found,
    done,
    move,
    change,
    create: async (parent: Unit, values: UnitValues, on: string) => {
      const made = await call('org.create', { body: { ...values, parentId: parent.id, on } });
      await done(t('org:did-create', { unit: made.name }));
      return made.id;
    },
    merge: async (unit: Unit, into: { id: string; name: string }, on: string) => {
      const body = { intoId: into.id, version: unit.version, on };
      await call('org.merge', { params: params(unit), body });
      await done(t('org:did-merge', { unit: unit.name, into: into.name }));
    },
    split: async (unit: Unit, into: readonly UnitValues[], on: string) => {
      const body = { into: [...into], version: unit.version, on };
      const made = await call('org.split', { params: params(unit), body });
      await done(t('org:did-split', { unit: unit.name, count: made.length }));
      return made[0]?.id;
    },
    close: async (unit: Unit, on: string): Promise<undefined> => {
      await call('org.close', { params: params(unit), body: { version: unit.version, on } });
      await done(t('org:did-close', { unit: unit.name }));
    },
  };
}

/** The sibling a unit stands before, for it to be put back there. */
async function siblingAfter(unit: Unit, parentId: string): Promise<string | undefined> {
  const all = await call('org.children', { params: { id: parentId }, query: { limit: 500 } });
  const at = all.findIndex((u) => u.id === unit.id);
  return at < 0 ? undefined : all[at + 1]?.id;
}
