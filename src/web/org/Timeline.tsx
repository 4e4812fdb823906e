import { useQuery } from '@tanstack/react-query';
import { Spin } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { type Happening, happenings } from './history.ts';

interface Props {
  readonly id: string;
  readonly onOpen: (id: string) => void;
  readonly onDay: (day: string) => void;
}

/** What happened to a unit, newest first, in words; each day opens the tree as it was. */
export function Timeline({ id, onOpen, onDay }: Props) {
  const t = useT();
  const history = useQuery({
    queryKey: ['org', 'history', id],
    queryFn: () => call('org.history', { params: { id } }),
  });
  if (history.isPending) return <Spin />;
  if (history.error) return <Refusal error={history.error} />;
  return (
    <ol className="org-timeline">
      {happenings(history.data).map((h, i) => (
        <li key={i}>
          <button
            type="button"
            className="link tabular"
            title={t('org:see-day')}
            onClick={() => onDay(h.on)}
          >
            {h.on}
          </button>
          <span>
            <Words happening={h} onOpen={onOpen} />
          </span>
        </li>
      ))}
    </ol>
  );
}

interface WordsProps {
  readonly happening: Happening;
  readonly onOpen: (id: string) => void;
}

/** One happening; the names in its sentence open their units. */
function Words({ happening: h, onOpen }: WordsProps) {
  const t = useT();
  const link = (unit: { id: string; name: string } | null): ReactNode =>
    unit ? (
      <button type="button" className="link" onClick={() => onOpen(unit.id)}>
        {unit.name}
      </button>
    ) : (
      t('org:nothing')
    );
  const text = (s: string): string => (s === '' ? t('org:nothing') : `“${s}”`);
  const say = (parts: Record<string, ReactNode>) => fill(t(`org:event-${h.kind}`, keep), parts);
  switch (h.kind) {
    case 'founded':
      return say({ name: text(h.name), under: link(h.under) });
    case 'kind':
      return say({ from: t(`org:kind-${h.from}`), to: t(`org:kind-${h.to}`) });
    case 'moved':
      return say({ from: link(h.from), to: link(h.to) });
    case 'absorbed':
    case 'merged':
    case 'split-from':
      return say({ unit: link(h.unit) });
    case 'split':
      return say({
        units: h.into.map((u, i) => (
          <span key={u.id}>
            {i > 0 && t('web.mark-list')}
            {link(u)}
          </span>
        )),
      });
    case 'closed':
      return say({});
    default:
      return say({ from: text(h.from), to: text(h.to) });
  }
}

/** The slots stay in the sentence, to be filled with buttons. */
const keep = Object.fromEntries(
  ['name', 'under', 'from', 'to', 'unit', 'units'].map((slot) => [slot, `{{${slot}}}`]),
);

/** A sentence with its slots filled by parts of the page. */
function fill(sentence: string, parts: Readonly<Record<string, ReactNode>>): ReactNode[] {
  return sentence
    .split(/\{\{(\w+)\}\}/)
    .map((piece, i) => <span key={i}>{i % 2 === 0 ? piece : parts[piece]}</span>);
}
