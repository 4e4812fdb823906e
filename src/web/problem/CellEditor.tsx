import { App, Input, Select } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { dueMeasure, type LedgerColumn } from '../../contract/problem/cells.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { severities } from '../../contract/problem/states.ts';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { columnOf, type Editable } from './columns.tsx';
import { useCampaigns, useReread } from './data.ts';
import type { Editing } from './Grid.tsx';
import { optionsOf, tendencyOptions, useWords } from './parts.tsx';

interface Props {
  readonly row: ProblemRow;
  readonly field: Editable;
  readonly columns: readonly LedgerColumn[];
  readonly onEdit: (editing: Editing | undefined) => void;
}

const written = (row: ProblemRow, field: Editable): string | null => {
  switch (field) {
    case 'leader':
      return row.leader?.id ?? null;
    case 'owner':
      return row.owner?.id ?? null;
    case 'due':
      return dueMeasure(row.measures)?.due ?? null;
    default:
      return row[field];
  }
};

/** Writes one field of a row. */
async function write(row: ProblemRow, field: Editable, value: string | null): Promise<void> {
  if (field === 'due') {
    const m = dueMeasure(row.measures)!;
    await call('problem.change-measure', {
      params: { id: m.id },
      body: { due: value, version: m.version },
    });
    return;
  }
  const named = field === 'leader' || field === 'owner' ? `${field}Id` : field;
  await call('problem.change', {
    params: { id: row.id },
    body: { [named]: value, version: row.version },
  });
}

/** The fields of a row that can be written in place, in the order of its columns. */
export const fieldsOf = (row: ProblemRow, columns: readonly LedgerColumn[]): Editable[] =>
  columns.flatMap((c) => {
    const { edits } = columnOf(c);
    return !edits || (edits === 'due' && !dueMeasure(row.measures)) ? [] : [edits];
  });

/**
 * One field of a row, written in place: Enter keeps it, Tab keeps it and goes on to the next, Esc
 * leaves it as it was. What was kept can be taken back from the message.
 */
export function CellEditor({ row, field, columns, onEdit }: Props) {
  const t = useT();
  const say = useWords();
  const { message } = App.useApp();
  const done = useDone();
  const reread = useReread();
  const campaigns = useCampaigns();
  const before = written(row, field);
  const [value, setValue] = useState<string | null>(before);
  const [busy, setBusy] = useState(false);
  const over = useRef(false);

  const go = (by: number) => {
    over.current = true;
    const fields = fieldsOf(row, columns);
    const next = fields[fields.indexOf(field) + by];
    onEdit(by !== 0 && next ? { id: row.id, field: next } : undefined);
  };
  const kept = (now: ProblemRow) => {
    const back = async () => {
      await write(now, field, before).catch(() => undefined);
      await reread(row.id);
    };
    done(t('problem:kept', { number: row.number }), { key: row.id, back });
  };
  /** Keeps what was written; on a conflict the row is read anew and what was written stays. */
  const keep = async (given: string | null, by: number) => {
    if (busy || over.current) return;
    if (given === before || (field === 'title' && !given?.trim())) return go(by);
    setBusy(true);
    try {
      await write(row, field, given);
      kept(await reread(row.id));
      go(by);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'failed';
      if (code === 'conflict') {
        await reread(row.id);
        void message.warning(t('problem:conflict', { number: row.number }), 6);
      } else void message.error(t(`server.error-${code}`));
    } finally {
      setBusy(false);
    }
  };
  const keys = (e: KeyboardEvent) => {
    e.stopPropagation();
    if (e.key === 'Escape') go(0);
    else if (e.key === 'Tab') {
      e.preventDefault();
      void keep(value, e.shiftKey ? -1 : 1);
    } else if (e.key === 'Enter' && field === 'title') void keep(value, 0);
  };
  const label = t(`problem:col-${field}`);
  const choose = (next: string | undefined) => {
    setValue(next ?? null);
    void keep(next ?? null, 0);
  };
  switch (field) {
    case 'title':
      return (
        <Input
          autoFocus
          size="small"
          aria-label={label}
          maxLength={120}
          value={value ?? ''}
          disabled={busy}
          onChange={(e) => setValue(e.target.value)}
          onKeyDown={keys}
          onBlur={() => void keep(value, 0)}
        />
      );
    case 'owner':
    case 'leader':
      return (
        <PersonSelect
          now
          label={label}
          value={value}
          known={field === 'owner' ? row.owner : row.leader}
          under={row.unit.id}
          onChange={choose}
          onKeyDown={keys}
          onBlur={() => go(0)}
        />
      );
    case 'due':
      return (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field inside
        <span onKeyDown={keys}>
          <DayInput autoFocus label={label} value={value ?? undefined} onChange={choose} />
        </span>
      );
    default:
      return (
        <Select<string, { value?: string; label: string; options?: unknown[] }>
          autoFocus
          defaultOpen
          size="small"
          aria-label={label}
          popupMatchSelectWidth={220}
          value={value}
          onChange={choose}
          onInputKeyDown={keys}
          onBlur={() => go(0)}
          options={
            field === 'severity'
              ? optionsOf(severities, say.severity)
              : tendencyOptions(
                  t,
                  campaigns.data?.rows.find((c) => c.id === row.campaignId)?.taxonomy ?? {
                    tendencies: [],
                  },
                )
          }
        />
      );
  }
}
