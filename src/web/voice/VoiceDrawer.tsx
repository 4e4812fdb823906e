import { Link } from '@tanstack/react-router';

import type { ReactNode } from 'react';
import { ApiError } from '../../contract/client.ts';
import { words } from '../../contract/problem/words.ts';
import type { VoiceStepRow, VoiceWhole } from '../../contract/voice/schemas.ts';
import { AnsweredBy } from '../need/AnsweredBy.tsx';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { Contact } from './Contact.tsx';
import { type Door, pictureAt, useVoice } from './data.ts';
import { Hints, Marked, useHints } from './Hints.tsx';
import { MergePart } from './MergePart.tsx';
import { RaiseForm } from './RaiseForm.tsx';
import { StepBar } from './StepBar.tsx';
import { StateOf } from './VoiceList.tsx';
import { voiceView } from './view.ts';

interface Props {
  readonly id: string;
  readonly door: Door;
  readonly onClose: () => void;
  readonly onOpen: (id: string) => void;
}

/** One voice: what was said, what is to be done now, what it became, and the way it went. */
export function VoiceDrawer({ id, door, onClose, onOpen }: Props) {
  const t = useT();
  const found = useVoice(id, door);
  const hints = useHints(id, door === 'open');
  const [, setView] = useView(voiceView);
  const v = found.data;
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={640}
      title={v ? `${v.number} ${v.title}` : t('voice:one')}
      onClose={onClose}
      className="voice-drawer"
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('voice:not-here')}</p> : <Refusal error={found.error} />}
      {v && (
        <>
          <StepBar voice={v} door={door} />
          <Marked text={v.text} because={hints.data?.because ?? []} />
          <Pictures voice={v} door={door} />
          <Facts voice={v} door={door} />
          {v.answer && (
            <Part title={t('voice:answer')}>
              <p className="voice-text">{v.answer}</p>
            </Part>
          )}
          {door === 'open' && (
            <>
              <Hints
                voice={v}
                onOpen={onOpen}
                onHot={(hot) => setView({ tab: 'hot', hot, id: undefined }, { asks: true })}
              />
              <Part title={t('need:answers-by')}>
                <AnsweredBy subject={`voice:${v.id}`} />
              </Part>
              <Part title={t('voice:became')}>
                <Problems voice={v} />
              </Part>
              <MergePart voice={v} onOpen={onOpen} />
            </>
          )}
          <Part title={t('voice:history')}>
            <ol className="voice-line">
              {v.history.map((s) => (
                <Step key={s.position} step={s} />
              ))}
            </ol>
          </Part>
        </>
      )}
    </WritingDrawer>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="voice-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Pictures({ voice: v, door }: { voice: VoiceWhole; door: Door }) {
  const t = useT();
  if (v.pictures.length === 0) return null;
  return (
    <ul className="voice-pictures">
      {v.pictures.map((p) => {
        const address = pictureAt(v.id, p.position, door);
        const name = t('voice:picture', { number: p.position + 1 });
        return (
          <li key={p.position}>
            <a href={address} download>
              <img src={address} alt={name} loading="lazy" />
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Facts({ voice: v, door }: { voice: VoiceWhole; door: Door }) {
  const t = useT();
  const rows: [string, ReactNode][] = [
    [t('voice:state'), <StateOf key="s" voice={v} />],
    [t('voice:held-why'), v.heldReason && v.state === 'held' && heldText(t, v.heldReason)],
    [t('voice:due'), v.due],
    [t('voice:kind'), t(`voice:kind-${v.kind}`)],
    [t('voice:way'), t(`voice:way-${v.way}`)],
    [t('voice:received'), v.receivedOn],
    [t('voice:unit'), v.unit.name],
    [t('voice:handler'), v.handler.name],
    [t('voice:place'), v.place],
    [
      t('voice:rating'),
      v.rating && (
        <>
          {t(`voice:mark-${v.rating}`)}
          {v.returned > 0 && (
            <span className="dim"> {t('voice:returned-times', { count: v.returned })}</span>
          )}
        </>
      ),
    ],
    [t('voice:contact'), v.hasContact ? <Contact key="c" voice={v} door={door} /> : null],
  ];
  return (
    <dl className="voice-facts">
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Why it waits: what the intake noticed, or the words of whoever held it. */
const heldText = (t: ReturnType<typeof useT>, reason: string): string =>
  ['many', 'same', 'robot', 'links'].includes(reason) ? t(`voice:held-${reason}`) : reason;

function Problems({ voice: v }: { voice: VoiceWhole }) {
  const t = useT();
  const say = words(t);
  return (
    <>
      {v.problems.length === 0 && <p className="dim">{t('voice:became-nothing')}</p>}
      <ul className="voice-rows">
        {v.problems.map((p) => (
          <li key={p.id}>
            <Link {...partsOf(`/problems?id=${p.id}`)}>
              {p.number} {p.title}
            </Link>
            <span className="dim">
              {' '}
              {p.unit.name} · {say.state(p.state)}
            </span>
          </li>
        ))}
      </ul>
      {v.abilities.raise.ok && v.problems.length === 0 && <RaiseForm voice={v} />}
    </>
  );
}

function Step({ step: s }: { step: VoiceStepRow }) {
  const t = useT();
  return (
    <li>
      <span className="dim">{s.on}</span> {t(`voice:step-${s.step}`)}
      {s.unit && ` → ${s.unit.name}`}
      {s.rating && ` · ${t(`voice:mark-${s.rating}`)}`}
      {s.by && <span className="dim"> {s.by.name}</span>}
      {s.text && <p className="voice-text">{t('voice:told-person', { text: s.text })}</p>}
      {s.note && <p className="voice-text dim">{t('voice:noted', { text: s.note })}</p>}
    </li>
  );
}
