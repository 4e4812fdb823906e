import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Input, type InputRef, Modal } from 'antd';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { call } from '../../contract/client.ts';
import { partsOf } from './at.ts';
import { Highlighted } from './Highlighted.tsx';
import { useT } from './language.tsx';
import { Refusal, useMay, useMe } from './parts.tsx';
import { recent, remember } from './recent.ts';
import { roomsFor } from './rooms.tsx';

interface Item {
  readonly group: string;
  readonly title: string;
  readonly note?: string;
  readonly go: () => void;
}

const PAUSE = 120;

/** A value once it has stayed the same for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Search over everything one may see, from anywhere (Ctrl K): arrows choose, Enter opens. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const input = useRef<InputRef>(null);
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      width={600}
      title={t('web.find-title')}
      closable={{ 'aria-label': t('web.close') }}
      destroyOnHidden
      afterOpenChange={(shown) => shown && input.current?.focus()}
      style={{ top: '10vh' }}
    >
      <Finder input={input} onClose={onClose} />
    </Modal>
  );
}

function Finder({
  input,
  onClose,
}: {
  input: React.RefObject<InputRef | null>;
  onClose: () => void;
}) {
  const t = useT();
  const id = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const { items, waiting, error } = useItems(words.trim(), setWords, onClose);
  const chosen = Math.min(at, items.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, chosen]);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && items.length) setAt((chosen + step + items.length) % items.length);
    else if (e.key === 'Enter') items[chosen]?.go();
    else return;
    e.preventDefault();
  };
  return (
    <>
      <Input
        ref={input}
        size="large"
        value={words}
        maxLength={60}
        placeholder={t('web.find-placeholder')}
        aria-label={t('web.find-placeholder')}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        {...(items[chosen] ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
        onChange={(e) => {
          setWords(e.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Refusal error={error} />
      <div
        role="listbox"
        id={id}
        aria-label={t('web.find-results')}
        className="palette-list"
        ref={list}
      >
        {items.map((item, k) => (
          <Option
            key={k}
            id={`${id}-${k}`}
            item={item}
            words={words}
            chosen={k === chosen}
            first={item.group !== items[k - 1]?.group}
            onHover={() => setAt(k)}
          />
        ))}
      </div>
      <p className="palette-foot" role="status">
        {words.trim() !== '' && items.length === 0 && t(waiting ? 'web.finding' : 'web.find-none')}
        {items.length > 0 && t('web.find-keys')}
      </p>
    </>
  );
}

function Option(props: {
  id: string;
  item: Item;
  words: string;
  chosen: boolean;
  first: boolean;
  onHover: () => void;
}) {
  const { item } = props;
  return (
    <>
      {props.first && (
        <div className="palette-group" role="presentation">
          {item.group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the input keeps the focus and hears the keys */}
      <div
        role="option"
        id={props.id}
        aria-selected={props.chosen}
        className="palette-item"
        onMouseMove={props.onHover}
        onClick={item.go}
      >
        <span>
          <Highlighted text={item.title} words={props.words} />
        </span>
        {item.note && <span className="dim">{item.note}</span>}
      </div>
    </>
  );
}

/** What the words find: pages here at once, rows of the server a moment later; without words, what was sought before. */
function useItems(words: string, setWords: (words: string) => void, onClose: () => void) {
  const t = useT();
  const router = useRouter();
  const me = useMe();
  const may = useMay();
  const settled = useSettled(words);
  const found = useQuery({
    queryKey: ['search', settled],
    queryFn: ({ signal }) => call('search.find', { query: { q: settled } }, { signal }),
    enabled: settled !== '' && may('org.read'),
    placeholderData: keepPreviousData,
  });
  const items = useMemo((): Item[] => {
    const open = (link: string) => () => {
      remember(words);
      onClose();
      void router.navigate(partsOf(link));
    };
    if (words === '')
      return recent().map((past) => ({
        group: t('web.find-recent'),
        title: past,
        go: () => setWords(past),
      }));
    const low = words.toLowerCase();
    const rooms = roomsFor(me).filter((p) => t(p.title).toLowerCase().includes(low));
    return [
      ...rooms.map((p) => ({ group: t('web.rooms'), title: t(p.title), go: open(p.path) })),
      ...(found.data ?? []).flatMap(({ kind, hits, more }) =>
        hits.map((hit) => ({
          group: t(more ? 'web.find-first' : 'web.find-all', {
            kind: t(`web.search-kind-${kind}`),
            count: hits.length,
          }),
          title: hit.title,
          note: hit.note,
          go: open(hit.link),
        })),
      ),
    ];
  }, [words, found.data, me, router, setWords, onClose, t]);
  return { items, waiting: found.isFetching || settled !== words, error: found.error };
}
