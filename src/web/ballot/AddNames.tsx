import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { Candidate } from '../../contract/ballot/office.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import type { AddProps } from './AddVoters.tsx';
import { namesIn } from './draft.ts';

/** As many names as are held against people at once. */
const MOST = 2000;

interface Matched {
  readonly name: string;
  readonly people: readonly Candidate[];
  readonly stands: readonly string[];
}

/** Whom a written name stands for: somebody (their id), a name alone, or nobody to be added. */
type Choice = string | 'name' | 'skip';

/** Names pasted a line each: held against people first, so that nobody stands there twice. */
export function AddNames({ ballot: b, add }: AddProps) {
  const t = useT();
  const [text, setText] = useState('');
  useUnsaved(text.trim() !== '');
  const [rows, setRows] = useState<readonly Matched[]>();
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map());
  const { names, long, repeated } = namesIn(text);
  const check = useMutation({
    mutationFn: () => call('ballot.match', { params: { id: b.id }, body: { names } }),
    onSuccess: (found) => {
      setRows(found.rows);
      setChoices(new Map(found.rows.map((r) => [r.name, usual(r)])));
    },
  });
  const wanted = (rows ?? []).flatMap(({ name }) => {
    const choice = choices.get(name);
    if (choice === undefined || choice === 'skip') return [];
    return [choice === 'name' ? { name } : { name, personId: choice }];
  });
  const undecided = (rows ?? []).filter((r) => !choices.has(r.name) || choices.get(r.name) === '');
  const send = async () => {
    await add.mutateAsync(wanted);
    setRows(undefined);
    setText('');
  };
  return (
    <>
      <Input.TextArea
        aria-label={t('ballot:names')}
        placeholder={t('ballot:names-like')}
        autoSize={{ minRows: 4, maxRows: 10 }}
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          setRows(undefined);
        }}
      />
      {long.length > 0 && (
        <p className="ballot-issues">{t('ballot:names-long', { name: long[0]!.slice(0, 20) })}</p>
      )}
      {repeated.length > 0 && (
        <p className="ballot-issues">
          {t('ballot:names-repeated', { names: listed(t, repeated.slice(0, 5)) })}
        </p>
      )}
      {names.length > MOST && (
        <p className="ballot-issues">
          {t('ballot:names-many', { count: names.length, most: MOST })}
        </p>
      )}
      <Refusal error={check.error ?? add.error} />
      {!rows && (
        <div className="ballot-row">
          <Button
            size="small"
            type="primary"
            disabled={names.length === 0 || names.length > MOST || long.length > 0}
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            {t('ballot:names-check', { count: names.length })}
          </Button>
          <span className="dim">{t('ballot:names-what')}</span>
        </div>
      )}
      {rows && (
        <>
          <Matches ballot={b} rows={rows} choices={choices} onChoose={setChoices} />
          <div className="ballot-row">
            <Button
              size="small"
              type="primary"
              disabled={wanted.length === 0 || undecided.length > 0}
              loading={add.isPending}
              onClick={() => void send().catch(() => undefined)}
            >
              {t('ballot:add-chosen', { count: wanted.length })}
            </Button>
            {undecided.length > 0 && (
              <span className="dim">
                {t('ballot:names-undecided', { count: undecided.length })}
              </span>
            )}
          </div>
        </>
      )}
    </>
  );
}

/** One person of that name is meant; several are asked about; who stands there is not added again. */
function usual({ people, stands }: Matched): Choice {
  const free = people.filter((p) => p.stands === null);
  if (people.length > free.length || stands.length > 0) return 'skip';
  return free.length === 0 ? 'name' : free.length === 1 ? free[0]!.id : '';
}

function Matches({
  ballot: b,
  rows,
  choices,
  onChoose,
}: {
  ballot: AddProps['ballot'];
  rows: readonly Matched[];
  choices: ReadonlyMap<string, Choice>;
  onChoose: (next: ReadonlyMap<string, Choice>) => void;
}) {
  const t = useT();
  const choose = (name: string, choice: Choice) => onChoose(new Map(choices).set(name, choice));
  const nameOf = (id: string) => b.electorates.find((e) => e.id === id)?.name ?? id;
  return (
    <Table<Matched>
      size="small"
      rowKey="name"
      dataSource={[...rows]}
      pagination={false}
      scroll={{ y: 280 }}
      virtual={rows.length > 100}
      columns={[
        { title: t('ballot:voter'), dataIndex: 'name', width: 140 },
        {
          title: t('ballot:meant'),
          render: (_, r) => {
            const free = r.people.filter((p) => p.stands === null);
            const stands = [...r.people.flatMap((p) => p.stands ?? []), ...r.stands];
            if (stands.length > 0)
              return (
                <>
                  <span className="dim">
                    {t('ballot:stands-in', { name: listed(t, stands.map(nameOf)) })}
                  </span>{' '}
                  <Checkbox
                    checked={choices.get(r.name) === 'name'}
                    onChange={(e) => choose(r.name, e.target.checked ? 'name' : 'skip')}
                  >
                    {t('ballot:namesake')}
                  </Checkbox>
                </>
              );
            if (free.length === 0) return <span className="dim">{t('ballot:meant-nobody')}</span>;
            return (
              <Select
                size="small"
                aria-label={t('ballot:meant-of', { name: r.name })}
                placeholder={t('ballot:meant-which', { count: free.length })}
                value={choices.get(r.name) || null}
                onChange={(value: string) => choose(r.name, value)}
                popupMatchSelectWidth={false}
                className="ballot-meant"
                options={[
                  ...free.map((p) => ({
                    value: p.id,
                    label: listed(t, [
                      p.unit.name,
                      ...(p.post ? [p.post] : []),
                      ...(p.outside ? [t('ballot:outside')] : []),
                      ...(p.account ? [] : [t('ballot:no-account')]),
                    ]),
                  })),
                  { value: 'name', label: t('ballot:meant-other') },
                ]}
              />
            );
          },
        },
      ]}
    />
  );
}
