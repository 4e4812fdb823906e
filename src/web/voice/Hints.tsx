import { useMutation, useQuery } from '@tanstack/react-query';
import { App, AutoComplete, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../contract/client.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import type { Suggestions } from '../../contract/voice/topic-operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useReread } from './data.ts';
import { Part } from './VoiceDrawer.tsx';

export const useHints = (id: string, wanted = true) =>
  useQuery({
    queryKey: ['voice', 'open', id, 'hints'],
    queryFn: () => call('voice.suggestions', { params: { id } }),
    enabled: wanted,
  });

/** The text with the words marked that speak for the topic suggested. */
export function Marked({ text, because }: { text: string; because: Suggestions['because'] }) {
  const marks = because.filter((b) => b.field === 'text').sort((a, b) => a.from - b.from);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <p className="voice-text">
      {parts}
      {text.slice(at)}
    </p>
  );
}

interface Props {
  readonly voice: VoiceWhole;
  readonly onOpen: (id: string) => void;
  readonly onHot: (id: string) => void;
}

/** What helps whoever sorts a voice: topic, unit, earlier ones like it, each with its reasons. */
export function Hints({ voice, onOpen, onHot }: Props) {
  const t = useT();
  const found = useHints(voice.id);
  const hints = found.data;
  if (!hints) return <Refusal error={found.error} />;
  return (
    <Part title={t('hot:hints')}>
      <dl className="voice-facts">
        <div>
          <dt>{t('hot:of-topic')}</dt>
          <dd>
            <Topic voice={voice} hints={hints} />
          </dd>
        </div>
        {hints.units.length > 0 && !voice.closedOn && (
          <div>
            <dt>{t('hot:unit-may')}</dt>
            <dd>
              <Units voice={voice} hints={hints} />
            </dd>
          </div>
        )}
        {hints.hot && (
          <div>
            <dt>{t('hot:one')}</dt>
            <dd>
              <button type="button" className="link" onClick={() => onHot(hints.hot!.id)}>
                {hints.hot.title}
              </button>
            </dd>
          </div>
        )}
        {hints.like.length > 0 && (
          <div>
            <dt>{t('hot:like')}</dt>
            <dd>
              <p className="dim">{t('hot:repeated', { count: hints.repeated })}</p>
              <ul className="voice-rows">
                {hints.like.map((v) => (
                  <li key={v.id}>
                    <span className="dim tabular">{v.receivedOn}</span>{' '}
                    <button type="button" className="link" onClick={() => onOpen(v.id)}>
                      {v.title}
                    </button>{' '}
                    <span className="dim">
                      {v.unit.name} · {v.same ? t('hot:same') : t('hot:close', percent(v.close))} ·{' '}
                      {t(`voice:state-${v.state}`)}
                    </span>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </Part>
  );
}

const percent = (share: number) => ({ percent: Math.round(100 * share) });

function Topic({ voice, hints }: { voice: VoiceWhole; hints: Suggestions }) {
  const t = useT();
  const reread = useReread();
  const [other, setOther] = useState<string>();
  const all = useQuery({
    queryKey: ['voice', 'topics'],
    queryFn: () => call('voice.topics', {}),
    enabled: other !== undefined,
  });
  const set = useMutation({
    mutationFn: (topic: string) =>
      call('voice.set-topic', {
        params: { id: voice.id },
        body: { topic, version: voice.version },
      }),
    onSuccess: async () => {
      setOther(undefined);
      await reread();
    },
  });
  return (
    <>
      {hints.topic && <p>{hints.topic}</p>}
      {hints.change.ok && (
        <div className="page-bar">
          {hints.topics
            .filter((c) => c.topic !== hints.topic)
            .map((c, i) => (
              <Button
                key={c.topic}
                size="small"
                type={!hints.topic && i === 0 && hints.sure ? 'primary' : 'default'}
                loading={set.isPending && set.variables === c.topic}
                onClick={() => set.mutate(c.topic)}
              >
                {c.probability === null
                  ? c.topic
                  : t('hot:topic-share', { topic: c.topic, ...percent(c.probability) })}
              </Button>
            ))}
          {other === undefined ? (
            <Button size="small" type="text" onClick={() => setOther('')}>
              {t('hot:topic-other')}
            </Button>
          ) : (
            <>
              <AutoComplete
                aria-label={t('hot:of-topic')}
                size="small"
                value={other}
                onChange={setOther}
                options={(all.data?.topics ?? []).map((value) => ({ value }))}
                style={{ width: 160 }}
              />
              <Button
                size="small"
                disabled={other.trim().length < 2}
                onClick={() => set.mutate(other.trim())}
              >
                {t('hot:topic-set')}
              </Button>
            </>
          )}
        </div>
      )}
      <Refusal error={set.error} />
      {hints.because.length > 0 && (
        <p>
          {t('hot:because')}
          {[...new Set(hints.because.map((b) => b.words))].map((word) => (
            <mark key={word} className="hot-word">
              {word}
            </mark>
          ))}
        </p>
      )}
      <p className="dim">
        {t(`hot:from-${hints.from}`, {
          day: hints.model?.on ?? '',
          examples: hints.model?.examples ?? 0,
          ...percent(hints.model?.quality ?? 0),
        })}
        {hints.from === 'model' && !hints.sure && t('hot:unsure')}
      </p>
    </>
  );
}

function Units({ voice, hints }: { voice: VoiceWhole; hints: Suggestions }) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const assign = useMutation({
    mutationFn: (unitId: string) =>
      call('voice.step', {
        params: { id: voice.id },
        body: { step: 'assign', unitId, version: voice.version },
      }),
    onSuccess: async () => {
      void message.success(t('voice:done', { step: t('voice:step-assign') }));
      await reread();
    },
  });
  return (
    <>
      <ul className="voice-rows">
        {hints.units.map(({ unit, handled, named, duty }) => (
          <li key={unit.id}>
            {unit.name}{' '}
            <span className="dim">
              {[
                handled > 0 && t('hot:unit-handled', { count: handled }),
                named && t('hot:unit-named'),
                duty && t('hot:unit-duty', { duty }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>{' '}
            {voice.abilities.steps.assign?.ok && unit.id !== voice.handler.id && (
              <Button
                size="small"
                loading={assign.isPending && assign.variables === unit.id}
                onClick={() => assign.mutate(unit.id)}
              >
                {t('hot:unit-assign')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={assign.error} />
    </>
  );
}
