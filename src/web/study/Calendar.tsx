import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { call } from '../../contract/client.ts';
import type { SessionRow } from '../../contract/study/schemas.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { stateOf } from './data.ts';
import { monthAfter, studyView, thisMonth, weeksOf } from './view.ts';

/** The most the server gives at once; a month of a large unit may have more. */
const MOST_SESSIONS = 500;

/** A month of sessions under a unit; narrow screens show the days that have any. */
export function Calendar() {
  const t = useT();
  const [view, setView] = useView(studyView);
  const month = view.month ?? thisMonth();
  const days = weeksOf(month);
  const found = useQuery({
    queryKey: ['study', 'month', month, view.at, view.form],
    queryFn: () =>
      call('study.list', {
        query: {
          from: days[0]!,
          to: days.at(-1)!,
          limit: MOST_SESSIONS,
          ...(view.at ? { under: view.at } : {}),
          ...(view.form ? { form: view.form } : {}),
        },
      }),
  });
  const rows = found.data?.rows ?? [];
  const of = (day: string) =>
    rows.filter((r) => r.on === day).sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
  const go = (months: number) => setView({ month: monthAfter(month, months) });
  return (
    <>
      <div className="study-bar">
        <Button
          icon={<LeftOutlined aria-hidden />}
          aria-label={t('study:month-before')}
          onClick={() => go(-1)}
        />
        <h2>{month}</h2>
        <Button
          icon={<RightOutlined aria-hidden />}
          aria-label={t('study:month-after')}
          onClick={() => go(1)}
        />
        <Button disabled={month === thisMonth()} onClick={() => setView({ month: undefined })}>
          {t('study:this-month')}
        </Button>
        {found.data && rows.length === 0 && <span className="dim">{t('study:month-empty')}</span>}
      </div>
      <Refusal error={found.error} />
      {found.data?.next && <p role="status">{t('study:month-more', { count: rows.length })}</p>}
      <ol className="study-week" aria-hidden>
        {['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => (
          <li key={d}>{t(`study:day-${d}`)}</li>
        ))}
      </ol>
      <ol className="study-month" aria-busy={found.isPending}>
        {days.map((day) => (
          <Day key={day} day={day} month={month} rows={of(day)} />
        ))}
      </ol>
    </>
  );
}

const MOST = 4;

function Day({ day, month, rows }: { day: string; month: string; rows: readonly SessionRow[] }) {
  const t = useT();
  const may = useMay();
  const [, setView] = useView(studyView);
  const name = [
    'study-day',
    day.startsWith(month) ? '' : 'other',
    day === today() ? 'now' : '',
    rows.length ? '' : 'free',
  ];
  const more = rows.length - MOST;
  return (
    <li className={name.filter(Boolean).join(' ')}>
      <div className="study-day-head">
        <time dateTime={day}>
          <span className="long">{day}</span>
          <span className="short" aria-hidden>
            {Number(day.slice(8))}
          </span>
        </time>
        {may('study.write') && (
          <button
            type="button"
            className="study-add"
            aria-label={t('study:plan-on', { day })}
            title={t('study:plan-on', { day })}
            onClick={() => setView({ act: day > today() ? 'plan' : 'record', day })}
          >
            <PlusOutlined aria-hidden />
          </button>
        )}
      </div>
      <ul>
        {rows.slice(0, MOST).map((s) => (
          <Item key={s.id} session={s} />
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          className="link dim"
          onClick={() => setView({ tab: 'list', q: undefined, show: undefined })}
        >
          {t('study:more-that-day', { count: more })}
        </button>
      )}
    </li>
  );
}

function Item({ session: s }: { session: SessionRow }) {
  const t = useT();
  const [, setView] = useView(studyView);
  const { kind, text } = stateOf(t, s);
  return (
    <li>
      <button
        type="button"
        className={`study-item state state-${kind}`}
        title={[s.topic, s.unit.name, text].join(' · ')}
        onClick={() => setView({ session: s.id })}
      >
        <span className="what">
          {s.at && <span className="tabular">{s.at} </span>}
          {s.topic}
        </span>
        <span className="where">
          {t(`study:form-${s.form}`)} · {s.unit.name}
          <span className="unseen"> {text}</span>
        </span>
      </button>
    </li>
  );
}
