import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import { call } from '../../contract/client.ts';
import { type SurveyRow, surveyStates } from '../../contract/survey/schemas.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, State, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Builder } from './Builder.tsx';
import { percent, stateKind } from './data.ts';
import { SurveyDrawer } from './SurveyDrawer.tsx';
import { surveyView } from './view.ts';
import './survey.css';

/** Surveys: what people are asked, how many have answered, and after the end what they said. */
export default function Surveys() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(surveyView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const unit = view.at ?? roots.data?.[0]?.id;
  return (
    <div className="page survey">
      <PageHead title={t('survey:room')}>
        <Input.Search
          allowClear
          aria-label={t('survey:find')}
          placeholder={t('survey:find')}
          defaultValue={view.q}
          onSearch={(q) => setView({ q: q.trim() || undefined })}
          style={{ width: 200 }}
        />
        <Select
          allowClear
          aria-label={t('survey:state')}
          placeholder={t('survey:state-any')}
          value={view.state ?? null}
          onChange={(state) => setView({ state: state ?? undefined })}
          options={surveyStates.map((value) => ({ value, label: t(`survey:state-${value}`) }))}
          style={{ width: 110 }}
        />
        <Select
          allowClear
          aria-label={t('survey:needs')}
          placeholder={t('survey:needs-any')}
          value={view.needs ?? null}
          onChange={(needs) => setView({ needs: needs ?? undefined })}
          options={(['yes', 'unanswered'] as const).map((value) => ({
            value,
            label: t(`survey:needs-${value}`),
          }))}
          style={{ width: 150 }}
        />
        {may('survey.write') && (
          <Button type="primary" onClick={() => setView({ act: 'new', survey: undefined })}>
            {t('survey:begin')}
          </Button>
        )}
      </PageHead>
      <List />
      {view.act === 'new' && unit && (
        <Builder
          unit={unit}
          onClose={() => setView({ act: undefined })}
          onMade={(survey) => setView({ act: undefined, survey })}
        />
      )}
      {view.survey && <SurveyDrawer key={view.survey} id={view.survey} />}
    </div>
  );
}

function List() {
  const t = useT();
  const [view, setView] = useView(surveyView);
  const { at, state, needs, q } = view;
  const query = {
    ...(at ? { under: at } : {}),
    ...(state ? { state } : {}),
    ...(needs ? { needs } : {}),
    ...(q ? { q } : {}),
  };
  const found = useQuery({
    queryKey: ['survey', 'list', query],
    queryFn: () => call('survey.list', { query }),
  });
  return (
    <>
      <Refusal error={found.error} />
      <Table<SurveyRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        pagination={false}
        locale={{ emptyText: <p className="empty">{t('survey:none')}</p> }}
        columns={[
          {
            title: t('survey:title'),
            render: (_, s) => (
              <>
                <button type="button" className="link" onClick={() => setView({ survey: s.id })}>
                  {s.title}
                </button>
                {s.needs && <span className="dim"> {needsLine(t, s)}</span>}
                <div className="folded dim">
                  {s.unit.name} · {t('survey:closes-on')} {s.closesOn} · {answeredOf(s)}
                </div>
              </>
            ),
          },
          {
            title: t('survey:unit'),
            responsive: ['md'],
            width: 150,
            render: (_, s) => s.unit.name,
          },
          {
            title: t('survey:audience'),
            responsive: ['md'],
            width: 150,
            render: (_, s) => audienceOf(t, s),
          },
          {
            title: t('survey:state'),
            width: 90,
            render: (_, s) => (
              <State kind={stateKind[s.state]}>{t(`survey:state-${s.state}`)}</State>
            ),
          },
          { title: t('survey:closes-on'), responsive: ['md'], width: 110, dataIndex: 'closesOn' },
          {
            title: t('survey:answers'),
            align: 'right',
            responsive: ['md'],
            width: 150,
            render: (_, s) => answeredOf(s),
          },
        ]}
      />
    </>
  );
}

type T = ReturnType<typeof useT>;

const needsLine = (t: T, s: SurveyRow): string =>
  s.answeredBy > 0
    ? t('survey:answered-by', { count: s.answeredBy })
    : t('survey:answered-by-none');

export const audienceOf = (t: T, s: Pick<SurveyRow, 'audience' | 'anonymous'>): string =>
  `${t(`survey:audience-${s.audience}`)} · ${t(s.anonymous ? 'survey:anonymous' : 'survey:named')}`;

/** «128 / 400（32.0%)», or how many where nobody knows of how many. */
export const answeredOf = ({ answers, asked }: Pick<SurveyRow, 'answers' | 'asked'>): string =>
  asked ? `${answers} / ${asked} · ${percent(answers / asked)}` : String(answers);
