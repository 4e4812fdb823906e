import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useBallots } from './Ballots.tsx';
import { useAct } from './data.ts';
import { bodyOf, type Draft, draftOf, emptyDraft, issuesOf, linesOf, MOST_ITEMS } from './draft.ts';
import { Electorates } from './Electorates.tsx';
import { Options } from './Options.tsx';

interface Props {
  /** The draft to be changed; a new one when absent. */
  readonly now?: Ballot | undefined;
  readonly unit?: string;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

export interface PartProps {
  readonly draft: Draft;
  readonly set: (more: Partial<Draft>) => void;
}

/** A ballot written: what is voted on, the grades, and who votes with which weight. */
export function Builder({ now, unit, onClose, onMade }: Props) {
  const t = useT();
  const [draft, setDraft] = useState<Draft>(() => (now ? draftOf(now) : emptyDraft));
  const [unitId, setUnitId] = useState(now?.unit.id ?? unit ?? '');
  const [touched, setTouched] = useState(false);
  const set = (more: Partial<Draft>) => {
    setTouched(true);
    setDraft((d) => ({ ...d, ...more }));
  };
  const issues = issuesOf(draft);
  const save = useAct(async () => {
    const body = bodyOf(draft);
    const made = now
      ? await call('ballot.change', {
          params: { id: now.id },
          body: { ...body, version: now.version },
        })
      : await call('ballot.create', { body: { ...body, unitId } });
    setTouched(false);
    onMade(made.id);
  }, 'ballot:saved');
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size={820}
      title={t(now ? 'ballot:edit' : 'ballot:begin')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          {touched && issues[0] && (
            <span className="ballot-first-issue">{t(issues[0].key, issues[0].params)}</span>
          )}
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button
            type="primary"
            disabled={issues.length > 0}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            {t('ballot:save')}
          </Button>
        </div>
      }
    >
      <Refusal error={save.error} />
      {!now && (
        <div className="ballot-row">
          <span>{t('ballot:unit')}</span>
          <UnitPicker
            label={t('ballot:unit')}
            value={unitId}
            permission="ballot.manage"
            onChange={(u) => setUnitId(u.id)}
          />
          <Earlier onChosen={(chosen) => set(draftOf(chosen, true))} />
        </div>
      )}
      <Head draft={draft} set={set} />
      <Items draft={draft} set={set} />
      <Options draft={draft} set={set} />
      <Electorates draft={draft} set={set} />
      {touched && issues.length > 0 && (
        <ul className="ballot-issues" aria-label={t('ballot:issues')}>
          {issues.map((issue, i) => (
            <li key={i}>{t(issue.key, issue.params)}</li>
          ))}
        </ul>
      )}
    </WritingDrawer>
  );
}

export function Field({
  label,
  aside,
  children,
}: {
  label: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="ballot-field">
      <div className="ballot-label">
        <span>{label}</span>
        {aside}
      </div>
      {children}
    </div>
  );
}

/** Fills the form from an earlier ballot: its paper, grades and electorates. */
function Earlier({ onChosen }: { onChosen: (ballot: Ballot) => void }) {
  const t = useT();
  const client = useQueryClient();
  const found = useBallots(undefined);
  const take = useAct(async (id: string) => {
    const chosen = await client.fetchQuery({
      queryKey: ['ballot', 'one', id],
      queryFn: () => call('ballot.get', { params: { id } }),
    });
    onChosen(chosen);
  }, 'ballot:taken-over');
  if (!found.data?.rows.length) return null;
  return (
    <>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('ballot:like-earlier')}
        placeholder={t('ballot:like-earlier')}
        value={null}
        loading={take.isPending}
        onChange={(id: string | null) => id && take.mutate(id)}
        options={found.data.rows.map((b) => ({ value: b.id, label: b.title }))}
        popupMatchSelectWidth={false}
        className="ballot-earlier"
      />
      <Refusal error={take.error} />
    </>
  );
}

function Head({ draft, set }: PartProps) {
  const t = useT();
  return (
    <>
      <Field label={t('ballot:title')}>
        <Input
          aria-label={t('ballot:title')}
          maxLength={80}
          value={draft.title}
          placeholder={t('ballot:title-like')}
          onChange={(e) => set({ title: e.target.value })}
        />
      </Field>
      <div className="ballot-row">
        <span>{t('ballot:opens-on')}</span>
        <DayInput
          clearable
          label={t('ballot:opens-on')}
          value={draft.opensOn}
          onChange={(opensOn) => set({ opensOn })}
        />
        <span>{t('ballot:closes-on')}</span>
        <DayInput
          clearable
          label={t('ballot:closes-on')}
          min={today()}
          value={draft.closesOn}
          onChange={(closesOn) => set({ closesOn })}
        />
        <span className="dim">{t('ballot:days-what')}</span>
      </div>
    </>
  );
}

/** A line each, so that a list can be pasted as it is. */
function Items({ draft, set }: PartProps) {
  const t = useT();
  const count = linesOf(draft.items).length;
  return (
    <Field
      label={t('ballot:items')}
      aside={
        <span className="dim tabular">{t('ballot:items-count', { count, most: MOST_ITEMS })}</span>
      }
    >
      <Input.TextArea
        aria-label={t('ballot:items')}
        placeholder={t('ballot:items-like')}
        autoSize={{ minRows: 3, maxRows: 14 }}
        value={draft.items}
        onChange={(e) => set({ items: e.target.value })}
      />
    </Field>
  );
}
