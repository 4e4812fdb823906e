import { Button, Popconfirm, Table } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import type { SurveyWhole } from '../../contract/survey/schemas.ts';
import { save } from '../document/save.ts';
import { Qr } from '../identity/Qr.tsx';
import { AnsweredBy } from '../need/AnsweredBy.tsx';
import { History } from '../record/History.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, State, Waiting } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { Builder } from './Builder.tsx';
import { percent, stateKind, useAct, useSurvey } from './data.ts';
import { EnterForm } from './EnterForm.tsx';
import { Links } from './Links.tsx';
import { Results } from './Results.tsx';
import { answeredOf, audienceOf } from './Surveys.tsx';
import { surveyView } from './view.ts';
import { Withdraw } from './Withdraw.tsx';

/** One survey: how far it is, its codes and links, and after its end what was answered. */
export function SurveyDrawer({ id }: { id: string }) {
  const t = useT();
  const [view, setView] = useView(surveyView);
  const found = useSurvey(id);
  const s = found.data;
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  const close = () => setView({ survey: undefined, act: undefined });
  const back = () => setView({ act: undefined });
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={760}
      title={s?.title ?? t('survey:one')}
      onClose={close}
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('survey:not-here')}</p> : <Refusal error={found.error} />}
      {s && (
        <>
          <Bar survey={s} />
          <Facts survey={s} />
          {s.needs && (s.state === 'open' || s.state === 'closed') && (
            <section className="survey-part">
              <h2>{t('need:answers-by')}</h2>
              <AnsweredBy subject={`survey:${s.id}`} />
            </section>
          )}
          {view.act === 'results' && s.abilities.results.ok && <Results id={id} />}
          {view.act !== 'results' && <Progress survey={s} />}
          <section className="survey-part">
            <h2>{t('survey:happened')}</h2>
            <History subject={`survey:${s.id}`} />
          </section>
          {view.act === 'edit' && <Builder now={s} onClose={back} onMade={back} />}
          {view.act === 'enter' && <EnterForm survey={s} onClose={back} />}
        </>
      )}
    </WritingDrawer>
  );
}

function Bar({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  const [view, setView] = useView(surveyView);
  const [links, setLinks] = useState(false);
  const params = { id: s.id };
  const body = { version: s.version };
  const open = useAct(() => call('survey.open', { params, body }), 'survey:opened');
  const end = useAct(() => call('survey.close', { params, body }), 'survey:closed');
  const copy = useAct(async () => {
    const made = await call('survey.copy', { params, body });
    setView({ survey: made.id, act: 'edit' });
  }, 'survey:copied');
  const { abilities: can } = s;
  return (
    <>
      <div className="survey-bar">
        {can.change.ok && (
          <>
            <Popconfirm title={t('survey:open-what')} onConfirm={() => open.mutate(undefined)}>
              <Button size="small" type="primary" loading={open.isPending}>
                {t('survey:open')}
              </Button>
            </Popconfirm>
            <Button size="small" onClick={() => setView({ act: 'edit' })}>
              {t('survey:edit')}
            </Button>
          </>
        )}
        {can.close.ok && s.audience === 'roll' && (
          <Button size="small" type="primary" onClick={() => setLinks(true)}>
            {t('survey:make-links')}
          </Button>
        )}
        {can.enter.ok && (
          <Button size="small" onClick={() => setView({ act: 'enter' })}>
            {t('survey:enter')}
          </Button>
        )}
        {can.close.ok && (
          <Popconfirm title={t('survey:close-what')} onConfirm={() => end.mutate(undefined)}>
            <Button size="small" loading={end.isPending}>
              {t('survey:close')}
            </Button>
          </Popconfirm>
        )}
        {can.results.ok && (
          <Button
            size="small"
            type="primary"
            onClick={() => setView({ act: view.act === 'results' ? undefined : 'results' })}
          >
            {t(view.act === 'results' ? 'survey:see-progress' : 'survey:see-results')}
          </Button>
        )}
        <Files survey={s} />
        <div className="grow" />
        {can.change.why !== 'not-allowed' && (
          <Button size="small" loading={copy.isPending} onClick={() => copy.mutate(undefined)}>
            {t('survey:copy')}
          </Button>
        )}
        {can.withdraw.ok && <Withdraw survey={s} />}
      </div>
      <Refusal error={open.error ?? end.error ?? copy.error} />
      {links && <Links survey={s} onClose={() => setLinks(false)} />}
    </>
  );
}

/** The form to print, and after the end figures with codebook. */
function Files({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  const params = { id: s.id };
  const paper = useAct(
    async (file: 'word' | 'pdf') =>
      save(
        await call('survey.paper', { params, body: { file } }),
        `${s.title}.${file === 'word' ? 'docx' : 'pdf'}`,
      ),
    'survey:saved-file',
  );
  const book = useAct(
    async () => save(await call('survey.export', { params }), `${s.title}.xlsx`),
    'survey:saved-file',
  );
  return (
    <>
      <Button size="small" loading={paper.isPending} onClick={() => paper.mutate('word')}>
        {t('survey:paper-word')}
      </Button>
      <Button size="small" loading={paper.isPending} onClick={() => paper.mutate('pdf')}>
        {t('survey:paper-pdf')}
      </Button>
      {s.abilities.results.ok && (
        <Button size="small" loading={book.isPending} onClick={() => book.mutate(undefined)}>
          {t('survey:export')}
        </Button>
      )}
      <Refusal error={paper.error ?? book.error} />
    </>
  );
}

function Facts({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  const rows = [
    [t('survey:unit'), s.unit.name],
    [t('survey:audience'), audienceOf(t, s)],
    [t('survey:closes-on'), s.closedOn ?? s.closesOn],
    [t('survey:questions'), String(s.questions)],
    [t('survey:answers'), answeredOf(s)],
    ...(s.needs ? [[t('survey:needs'), needsOf(t, s)]] : []),
    ...(s.withdrawnReason ? [[t('survey:reason'), s.withdrawnReason]] : []),
    ...(s.formHash ? [[t('survey:hash'), s.formHash.slice(0, 16)]] : []),
  ];
  return (
    <>
      <dl className="survey-facts">
        <dt>{t('survey:state')}</dt>
        <dd>
          <State kind={stateKind[s.state]}>{t(`survey:state-${s.state}`)}</State>
        </dd>
        {rows.map(([name, value]) => (
          <div key={name} className="survey-fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {s.state === 'open' && <p className="dim">{t('survey:no-results-yet')}</p>}
    </>
  );
}

const needsOf = (t: ReturnType<typeof useT>, s: SurveyWhole): string =>
  s.answeredBy > 0
    ? t('survey:answered-by', { count: s.answeredBy })
    : t('survey:answered-by-none');

/** How many have answered, by unit, with the code of each; what they answered is for after the end. */
function Progress({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  const [code, setCode] = useState<string>();
  const scanned = s.audience !== 'roll' && s.state === 'open';
  const shown = s.units.find((u) => u.code === code);
  return (
    <section className="survey-part">
      <h2>{t('survey:progress')}</h2>
      <Table
        size="small"
        rowKey={(u) => u.unit.id}
        dataSource={s.units}
        pagination={false}
        columns={[
          { title: t('survey:unit'), render: (_, u) => u.unit.name },
          { title: t('survey:class'), responsive: ['md'], render: (_, u) => u.class || '—' },
          {
            title: t('survey:asked'),
            align: 'right',
            render: (_, u) => (s.audience === 'roll' ? u.invited : (u.people ?? '—')),
          },
          { title: t('survey:answers'), align: 'right', render: (_, u) => u.answers },
          { title: t('survey:rate'), align: 'right', render: (_, u) => rateOf(s, u) },
          {
            title: t('survey:code'),
            render: (_, u) =>
              scanned && (
                <Button size="small" onClick={() => setCode(u.code)}>
                  {t('survey:show-code')}
                </Button>
              ),
          },
        ]}
      />
      {shown && (
        <div className="survey-code">
          <Qr
            text={`${window.location.origin}/s/${shown.code}`}
            label={t('survey:code-label', { unit: shown.unit.name })}
            size={200}
          />
          <p>
            {shown.unit.name}
            <br />
            <a href={`/s/${shown.code}`} target="_blank" rel="noreferrer">
              {`${window.location.origin}/s/${shown.code}`}
            </a>
          </p>
        </div>
      )}
      {s.roll.length > 0 && <Roll survey={s} />}
    </section>
  );
}

function rateOf(s: SurveyWhole, u: SurveyWhole['units'][number]): string {
  const asked = s.audience === 'roll' ? u.invited : u.people;
  return asked ? percent(u.answers / asked) : '—';
}

/** Who is asked; who has answered is known by name only. */
function Roll({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  return (
    <details className="survey-roll">
      <summary>{t('survey:roll-count', { count: s.roll.length })}</summary>
      {s.anonymous && <p className="dim">{t('survey:roll-anonymous')}</p>}
      <ul>
        {s.roll.map((r, i) => (
          <li key={i}>
            {r.name}
            {r.known && r.answered !== true && <span className="dim"> · {t('survey:known')}</span>}
            {r.answered !== null && (
              <span className="dim">
                {' '}
                {t(r.answered ? 'survey:has-answered' : 'survey:has-not')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
