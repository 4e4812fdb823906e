import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type {
  Figure,
  GroupResult,
  ItemResult,
  SurveyResults,
} from '../../contract/survey/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { percent, useAct } from './data.ts';

/** What was answered, with intervals, for all, a class or a unit; few people are never told of. */
export function Results({ id }: { id: string }) {
  const t = useT();
  const [group, setGroup] = useState('all');
  const found = useQuery({
    queryKey: ['survey', 'results', id],
    queryFn: () => call('survey.results', { params: { id } }),
  });
  const r = found.data;
  return (
    <section className="survey-part">
      <h2>{t('survey:results')}</h2>
      {found.isPending && <Waiting label={t('web.loading')} />}
      <Refusal error={found.error} />
      {r && (
        <>
          <p className="dim">
            {t(r.weighted ? 'survey:told-weighted' : 'survey:told', { least: r.least })}
          </p>
          {r.audience !== 'roll' && <p className="survey-caution">{t('survey:told-open')}</p>}
          {r.splittable.length > 0 && <SplitBy id={id} results={r} />}
          {r.groups.length > 1 && (
            <Select
              aria-label={t('survey:group')}
              value={group}
              onChange={setGroup}
              popupMatchSelectWidth={false}
              options={r.groups.map((g) => ({
                value: g.group,
                label: `${g.name || t('survey:group-all')} · ${g.answers ?? t('survey:hidden')}`,
              }))}
            />
          )}
          {r.items.map((item) => (
            <Item key={`${item.question} ${item.part}`} item={item} group={group} />
          ))}
          {r.satisfaction && <Satisfaction results={r} />}
        </>
      )}
    </section>
  );
}

/** Choosing, once, by whose answers results are shown too. */
function SplitBy({ id, results: r }: { id: string; results: SurveyResults }) {
  const t = useT();
  const [question, setQuestion] = useState<string>();
  const act = useAct(
    () =>
      call('survey.split', {
        params: { id },
        body: { question: question ?? '', version: r.version },
      }),
    'survey:split-done',
  );
  return (
    <div className="survey-row">
      <Select
        aria-label={t('survey:split')}
        placeholder={t('survey:split')}
        value={question ?? null}
        onChange={(q) => setQuestion(q ?? undefined)}
        popupMatchSelectWidth={false}
        options={r.splittable.map((q) => ({ value: q.id, label: q.title }))}
      />
      <Popconfirm title={t('survey:split-what')} onConfirm={() => act.mutate(undefined)}>
        <Button disabled={!question} loading={act.isPending}>
          {t('survey:split-do')}
        </Button>
      </Popconfirm>
      <Refusal error={act.error} />
    </div>
  );
}

function Item({ item, group }: { item: ItemResult; group: string }) {
  const t = useT();
  const g = item.groups.find((x) => x.group === group);
  return (
    <div className="survey-item">
      <h3>
        {item.title} <span className="dim">{g?.n != null && t('survey:n', { n: g.n })}</span>
      </h3>
      {g && g.n === null ? <p className="dim">{t('survey:hidden')}</p> : g && <Cells group={g} />}
      {item.kind === 'text' && g && g.texts.length > 0 && (
        <ul className="survey-texts">
          {g.texts.map((text, i) => (
            <li key={i}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Cells({ group: g }: { group: GroupResult }) {
  const t = useT();
  return (
    <>
      {g.mean && (
        <p>
          {t('survey:mean-line', {
            value: g.mean.value.toFixed(2),
            lo: g.mean.lo.toFixed(2),
            hi: g.mean.hi.toFixed(2),
          })}
        </p>
      )}
      <table className="survey-cells">
        <tbody>
          {g.cells.map((c) => (
            <tr key={c.id}>
              <th scope="row">{c.text}</th>
              <td>
                <Dot figure={c.share} from={0} to={1} />
              </td>
              <td className="number">{percent(c.share.value)}</td>
              <td className="number dim">
                {percent(c.share.lo)}–{percent(c.share.hi)}
              </td>
              <td className="number dim">{c.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A dot where the estimate lies and a line over its interval; the numbers stand beside it. */
function Dot({
  figure,
  from,
  to,
  mark,
}: {
  figure: Figure;
  from: number;
  to: number;
  mark?: number;
}) {
  const x = (v: number) => Math.min(100, Math.max(0, (100 * (v - from)) / (to - from)));
  return (
    <svg className="survey-dot" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <line x1="0" x2="100" y1="5" y2="5" className="base" />
      <line x1={x(figure.lo)} x2={x(figure.hi)} y1="5" y2="5" className="reach" />
      <line x1={x(figure.value)} x2={x(figure.value)} y1="1" y2="9" className="at" />
      {mark !== undefined && <line x1={x(mark)} x2={x(mark)} y1="3" y2="7" className="drawn" />}
    </svg>
  );
}

/** Satisfaction by unit: as it was given, and drawn towards the others where few answered. */
function Satisfaction({ results: r }: { results: SurveyResults }) {
  const t = useT();
  return (
    <div className="survey-item">
      <h3>{t('survey:satisfaction')}</h3>
      <p className="dim">{t('survey:satisfaction-what')}</p>
      <table className="survey-cells">
        <thead>
          <tr>
            <th scope="col">{t('survey:unit')}</th>
            <th scope="col">
              <span className="unseen">{t('survey:interval')}</span>
            </th>
            <th scope="col" className="number">
              {t('survey:raw')}
            </th>
            <th scope="col" className="number">
              {t('survey:interval')}
            </th>
            <th scope="col" className="number">
              {t('survey:shrunk')}
            </th>
            <th scope="col" className="number">
              {t('survey:answers')}
            </th>
          </tr>
        </thead>
        <tbody>
          {r.satisfaction!.map((s) => (
            <tr key={s.unit.id}>
              <th scope="row">{s.unit.name}</th>
              <td>
                <Dot
                  figure={s.raw}
                  from={0}
                  to={100}
                  {...(s.shrunk === null ? {} : { mark: s.shrunk })}
                />
              </td>
              <td className="number">{s.raw.value.toFixed(1)}</td>
              <td className="number dim">
                {s.raw.lo.toFixed(1)}–{s.raw.hi.toFixed(1)}
              </td>
              <td className="number">{s.shrunk?.toFixed(1) ?? '—'}</td>
              <td className="number dim">{s.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {r.unshown > 0 && <p className="dim">{t('survey:unshown', { count: r.unshown })}</p>}
    </div>
  );
}
