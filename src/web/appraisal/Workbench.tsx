import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Select, Tabs } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { issuePlace, issueText } from '../../contract/messages/issue.ts';
import type { Issue, PanelDocument, Scheme } from '../../engine/index.ts';
import { useDemo } from '../shell/DemoBand.tsx';
import { useLanguage } from '../shell/language.tsx';
import { type WorkbenchSearch, workbench } from '../shell/router.tsx';
import { BalanceTab } from './BalanceTab.tsx';
import { DriversTab } from './DriversTab.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { IndicatorTab } from './IndicatorTab.tsx';
import { Ranking } from './Ranking.tsx';
import { SchemeEditor } from './SchemeEditor.tsx';
import { SchemeText } from './SchemeText.tsx';
import { TreatedTab } from './TreatedTab.tsx';
import { UnitPanel } from './UnitPanel.tsx';
import { UploadPanel } from './UploadPanel.tsx';
import { useEngine } from './useEngine.ts';
import './appraisal.css';
import { Waiting } from '../shell/parts.tsx';

const DEFAULT_STARTER = 'enterprise-group';

export interface LoadedPanel {
  readonly id: string;
  readonly name: string;
  readonly document: PanelDocument;
}

/** The appraisal workbench: scheme on the left, ranking in the middle, one unit on the right. */
export default function Workbench() {
  const demo = useDemo();
  const { t, lang } = useLanguage();
  const { message } = App.useApp();
  const search = workbench.useSearch();
  const navigate = useNavigate({ from: '/appraisal' });
  const client = useQueryClient();
  const starterId = search.starter ?? DEFAULT_STARTER;
  const starters = useQuery({
    queryKey: ['starters'],
    queryFn: () => call('appraisal.starters', {}),
  });
  const starter = useQuery({
    queryKey: ['starter', starterId],
    queryFn: () => call('appraisal.starter', { params: { id: starterId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const chosenPanel = useQuery({
    queryKey: ['panel', search.panel],
    queryFn: () => call('appraisal.panel', { params: { id: search.panel! } }),
    enabled: search.panel !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const savedSchemes = useQuery({
    queryKey: ['schemes'],
    queryFn: () => call('appraisal.schemes', {}),
  });
  const panels = useQuery({ queryKey: ['panels'], queryFn: () => call('appraisal.panels', {}) });
  const chosenScheme = useQuery({
    queryKey: ['scheme', search.scheme],
    queryFn: () => call('appraisal.scheme', { params: { id: search.scheme! } }),
    enabled: search.scheme !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const saved = (search.scheme ? chosenScheme.data?.scheme : starter.data?.scheme) as unknown as
    | Scheme
    | undefined;
  const [edited, setEdited] = useState<Scheme>();
  useEffect(() => setEdited(saved), [saved]);
  const scheme = edited ?? saved;

  const panel = useMemo((): LoadedPanel | undefined => {
    const found = search.panel ? chosenPanel.data : starter.data?.panel;
    return found
      ? {
          id: found.summary.id,
          name: found.summary.name,
          document: found.panel as unknown as PanelDocument,
        }
      : undefined;
  }, [search.panel, chosenPanel.data, starter.data]);

  const engine = useEngine(panel?.document);
  const { appraise, state, ready } = engine;
  useEffect(() => {
    if (ready && scheme) appraise(scheme, search.period);
  }, [appraise, ready, scheme, search.period]);
  const first = useNominalRanks(state.ranking, panel, saved, scheme);

  const set = useCallback(
    (patch: Partial<WorkbenchSearch>) =>
      void navigate({
        search: (before) => ({ ...before, ...patch }),
        replace: true,
        // As `useView`: what is written was saved before, or stands beside.
        ignoreBlocker: true,
      }),
    [navigate],
  );

  if (starters.error ?? starter.error)
    return (
      <Alert
        type="error"
        showIcon
        title={t(`server.error-${codeOf(starters.error ?? starter.error)}`)}
      />
    );
  if (!starters.data || !scheme) return <Waiting label={t('web.loading')} />;

  const unit = unitIndex(state.ranking?.units, search.unit);
  const upload = (id: string) => {
    set({ panel: id, unit: undefined, against: undefined, period: undefined });
    void client.invalidateQueries({ queryKey: ['panels'] });
    message.success(t('web.uploaded'));
  };
  return (
    <div className="workbench">
      {scheme.demo && !demo && <div className="band">{t('office.demo-means')}</div>}
      {scheme.purpose === 'reference' && <div className="band">{t('office.reference-means')}</div>}
      <header className="bar">
        <h1>{t('web.room-appraisal')}</h1>
        <Select
          aria-label={t('web.choose-scheme')}
          value={search.scheme ? `saved ${search.scheme}` : `starter ${starterId}`}
          popupMatchSelectWidth={false}
          options={[
            {
              label: t('web.starter-schemes'),
              options: starters.data.map((s) => ({
                value: `starter ${s.id}`,
                label: s.title[lang],
              })),
            },
            ...(savedSchemes.data?.length
              ? [
                  {
                    label: t('web.saved-schemes'),
                    options: savedSchemes.data.map((s) => ({
                      value: `saved ${s.id}`,
                      label: t('web.scheme-version', { title: s.title, version: s.version }),
                    })),
                  },
                ]
              : []),
          ]}
          onChange={(value) => {
            const [kind, id] = value.split(' ') as [string, string];
            // A saved scheme keeps the figures on view; a starter brings its own.
            void navigate({
              search:
                kind === 'starter' ? { starter: id } : { ...search, scheme: id, panel: panel?.id },
            });
          }}
        />
        <Select
          aria-label={t('web.choose-panel')}
          placeholder={t('web.choose-panel')}
          value={panel?.id ?? null}
          popupMatchSelectWidth={false}
          options={panelOptions(panels.data ?? [], panel).map((p) => ({
            value: p.id,
            label: t('web.panel-units', { name: p.name, units: p.units }),
          }))}
          onChange={(value) =>
            set({
              panel: value ?? undefined,
              unit: undefined,
              against: undefined,
              period: undefined,
            })
          }
        />
        {panel && panel.document.periods.length > 1 && (
          <Select
            aria-label={t('web.choose-period')}
            value={search.period ?? panel.document.periods.at(-1)!}
            options={panel.document.periods.map((p) => ({ value: p, label: p }))}
            onChange={(value) => set({ period: value })}
          />
        )}
        <UploadPanel scheme={scheme} onUploaded={upload} />
        <SchemeText
          scheme={scheme}
          onApply={setEdited}
          onSaved={(id) => {
            set({ scheme: id, ...(panel ? { panel: panel.id } : {}) });
            message.success(t('web.scheme-saved'));
          }}
        />
        <span className="grow" />
        {edited !== saved && (
          <Button onClick={() => setEdited(saved)}>{t('web.reset-scheme')}</Button>
        )}
        {panel && (
          <ExportMenu
            scheme={scheme}
            panel={panel}
            {...(search.period ? { period: search.period } : {})}
          />
        )}
      </header>
      <IssueList issues={state.issues} />
      {!panel && !starter.isPending && <NoPanel />}
      {panel && state.ranking && (
        <div className="three">
          <SchemeEditor scheme={scheme} weights={state.ranking.weights} onChange={setEdited} />
          <section className="centre" aria-label={t('web.ranking')}>
            <Ranking
              scheme={scheme}
              state={state}
              first={first}
              search={search}
              unit={unit}
              onSearch={set}
            />
            <Tabs
              size="small"
              activeKey={search.view ?? 'balance'}
              onChange={(key) => set({ view: key as WorkbenchSearch['view'] })}
              items={[
                {
                  key: 'balance',
                  label: t('web.balance'),
                  children: (
                    <BalanceTab state={state} unit={unit} onUnit={(u) => set({ unit: u })} />
                  ),
                },
                {
                  key: 'indicator',
                  label: t('web.indicators'),
                  children: (
                    <IndicatorTab scheme={scheme} engine={engine} search={search} onSearch={set} />
                  ),
                },
                {
                  key: 'drivers',
                  label: t('web.drivers'),
                  children: <DriversTab engine={engine} unit={unit} />,
                },
                {
                  key: 'treated',
                  label: t('web.treated'),
                  children: <TreatedTab scheme={scheme} state={state} />,
                },
              ]}
            />
          </section>
          <UnitPanel scheme={scheme} engine={engine} unit={unit} search={search} onSearch={set} />
        </div>
      )}
      {panel && !state.ranking && state.issues.length === 0 && (
        <Waiting label={t('web.computing')} />
      )}
    </div>
  );
}

/** Panels to choose from; the one on view is among them even when the list is older. */
function panelOptions(
  list: readonly { readonly id: string; readonly name: string; readonly units: number }[],
  shown: LoadedPanel | undefined,
) {
  if (!shown || list.some((p) => p.id === shown.id)) return list;
  return [{ id: shown.id, name: shown.name, units: shown.document.units.length }, ...list];
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'failed';
}

function unitIndex(units: readonly string[] | undefined, id: string | undefined): number {
  return id === undefined || !units ? -1 : units.indexOf(id);
}

/** Ranks under the saved scheme: what «moved» is measured from. */
function useNominalRanks(
  ranking: { readonly rank: Int32Array } | undefined,
  panel: LoadedPanel | undefined,
  saved: Scheme | undefined,
  scheme: Scheme | undefined,
): Int32Array | undefined {
  const [first, setFirst] = useState<{ key: string; rank: Int32Array }>();
  const key = `${panel?.id} ${saved?.id}`;
  useEffect(() => {
    if (ranking && scheme === saved) setFirst({ key, rank: ranking.rank });
  }, [ranking, scheme, saved, key]);
  return first?.key === key ? first.rank : undefined;
}

export function IssueList({ issues }: { issues: readonly Issue[] }) {
  const { t } = useLanguage();
  if (!issues.length) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={t('web.issues', { count: issues.length })}
      description={
        <ul className="issues">
          {issues.map((issue, k) => (
            <li key={k}>
              {issueText(issue, t)} <span className="dim">{issuePlace(issue, t)}</span>
            </li>
          ))}
        </ul>
      }
    />
  );
}

function NoPanel() {
  const { t } = useLanguage();
  return (
    <div className="empty">
      <p>{t('web.no-panel')}</p>
      <p className="dim">{t('web.no-panel-what')}</p>
    </div>
  );
}
