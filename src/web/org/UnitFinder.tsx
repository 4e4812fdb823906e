import { SearchOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import './org.css';

/** A unit found, with the names above it. */
export type Found = Output<Operations['org.list']>[number];

const LIMIT = 50;

interface Props {
  readonly onPick: (unit: Found) => void;
  /** Only units under these; everywhere when absent. */
  readonly under?: readonly string[] | undefined;
  readonly closed?: 'shown' | undefined;
  readonly refused?: ((unit: Found) => boolean) | undefined;
  /** Shown while there are no words, such as a tree. */
  readonly children?: ReactNode;
  /** Results float over what follows instead of taking its place. */
  readonly floating?: boolean;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<InputRef>;
}

/** Finds units anywhere by name, short name or code: arrows move, Enter takes, Escape clears. */
export function UnitFinder(props: Props) {
  const t = useT();
  const id = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const asked = useLater(words.trim());
  const answers = useQueries({
    queries: (props.under ?? [undefined]).map((under) => ({
      queryKey: ['org', 'search', asked, under ?? '', props.closed ?? ''],
      queryFn: () =>
        call('org.list', {
          query: {
            q: asked,
            limit: LIMIT,
            ...(under ? { under } : {}),
            ...(props.closed ? { closed: props.closed } : {}),
          },
        }),
      enabled: asked !== '',
    })),
  });
  const found = answers.flatMap((a) => a.data ?? []);
  const waiting = asked !== words.trim() || answers.some((a) => a.isFetching);
  const searching = words.trim() !== '';
  const take = (unit: Found | undefined) => {
    if (!unit || props.refused?.(unit)) return;
    setWords('');
    props.onPick(unit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !searching) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) setAt(Math.max(0, Math.min(found.length - 1, at + move)));
    else if (event.key === 'Enter' && !waiting) take(found[at]);
    else if (event.key === 'Escape') setWords('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="org-finder">
      <Input
        ref={props.inputRef}
        allowClear
        value={words}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('org:search')}
        aria-label={t('org:search')}
        role="combobox"
        aria-expanded={searching}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(searching && found[at] ? { 'aria-activedescendant': `${id}${found[at].id}` } : {})}
        {...(props.autoFocus ? { autoFocus: true } : {})}
        onChange={(e) => {
          setWords(e.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} className={props.floating ? 'org-found floating' : 'org-found'}>
        {searching && (
          <Results
            id={id}
            found={found}
            at={at}
            waiting={waiting}
            error={answers.find((a) => a.error)?.error}
            refused={props.refused}
            onTake={take}
          />
        )}
      </div>
      {(!searching || props.floating) && props.children}
    </div>
  );
}

interface ResultProps {
  readonly id: string;
  readonly found: readonly Found[];
  readonly at: number;
  readonly waiting: boolean;
  readonly error: unknown;
  readonly refused: Props['refused'];
  readonly onTake: (unit: Found) => void;
}

function Results({ id, found, at, waiting, error, refused, onTake }: ResultProps) {
  const t = useT();
  if (error) return <Refusal error={error} />;
  if (found.length === 0)
    return (
      <p className="org-none dim" role="status">
        {t(waiting ? 'web.loading' : 'org:none-found')}
      </p>
    );
  return (
    <>
      <div role="listbox" aria-label={t('org:found')} className="org-results">
        {found.map((unit, i) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field
          <div
            key={unit.id}
            id={`${id}${unit.id}`}
            role="option"
            aria-selected={i === at}
            {...(refused?.(unit) ? { 'aria-disabled': true } : {})}
            className={`org-hit${i === at ? ' active' : ''}${refused?.(unit) || unit.closedOn ? ' faint' : ''}`}
            ref={i === at ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseDown={(e) => {
              e.preventDefault();
              onTake(unit);
            }}
          >
            <span>
              {unit.name} <span className="org-quiet">{t(`org:kind-${unit.kind}`)}</span>
              {unit.code && <span className="org-quiet"> {unit.code}</span>}
              {unit.closedOn && <span className="org-quiet"> {t('org:closed')}</span>}
            </span>
            <span className="org-path">{unit.above.map((a) => a.name).join(' / ')}</span>
          </div>
        ))}
      </div>
      {found.length >= LIMIT && (
        <p className="org-none dim">{t('org:found-first', { count: found.length })}</p>
      )}
    </>
  );
}

/** A text that has rested for a moment: not every letter is asked for. */
function useLater(text: string): string {
  const [later, setLater] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), 180);
    return () => clearTimeout(timer);
  }, [text]);
  return later;
}
