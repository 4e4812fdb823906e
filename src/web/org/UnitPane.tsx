import { Button, Spin, Tabs } from 'antd';
import { ApiError } from '../../contract/client.ts';
import type { UnitNode } from '../../contract/org/operations.ts';
import { UnitPosts } from '../person/UnitPosts.tsx';
import { History } from '../record/History.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { Children } from './Children.tsx';
import { type AsOf, isClosed, pathAbove, useReach, useUnit } from './data.ts';
import { ChangeDrawer, CloseDrawer, CreateDrawer } from './edits.tsx';
import { ImportDrawer } from './ImportDrawer.tsx';
import { MergeDrawer, MoveDrawer, SplitDrawer } from './structure.tsx';
import { Timeline } from './Timeline.tsx';
import { type Act, exportHref, type View } from './view.ts';

interface Props {
  readonly id: string;
  readonly asOf: AsOf;
  readonly view: View;
  readonly show: (patch: Partial<View>) => void;
}

const drawers = {
  create: CreateDrawer,
  change: ChangeDrawer,
  move: MoveDrawer,
  merge: MergeDrawer,
  split: SplitDrawer,
  close: CloseDrawer,
  import: ImportDrawer,
} as const;

/** The unit chosen: where it stands, its facts, what is under it and what happened to it. */
export function UnitPane({ id, asOf, view, show }: Props) {
  const t = useT();
  const answer = useUnit(id, asOf);
  const may = useMay();
  const offered = useOffered(answer.data?.unit, asOf);
  if (answer.isPending) return <Spin className="page-wait" />;
  if (answer.error instanceof ApiError && answer.error.code === 'not-found')
    return <p className="empty">{t(asOf.on ? 'org:not-then' : 'org:not-here')}</p>;
  if (answer.error) return <Refusal error={answer.error} />;
  const { unit, above } = answer.data;
  const open = (to: string) => show({ unit: to });
  const Drawer = view.act && offered.includes(view.act) ? drawers[view.act] : undefined;
  const tab = view.tab ?? 'children';
  return (
    <>
      <Chain unit={unit} above={above} past={asOf.on !== undefined} onOpen={open} />
      <div className="org-head">
        <h2>{unit.name}</h2>
        {isClosed(unit) && <span className="org-closed">{t('org:closed')}</span>}
        <span className="grow" />
        {offered.map((act, i) => (
          <Button
            key={act}
            size="small"
            type={i === 0 && act === 'create' ? 'primary' : 'default'}
            onClick={() => show({ act })}
          >
            {t(`org:act-${act}`)}
          </Button>
        ))}
        <Button size="small" href={exportHref(id, asOf.on)} download>
          {t('org:export')}
        </Button>
      </div>
      <Facts unit={unit} />
      <Tabs
        size="small"
        activeKey={tab}
        onChange={(key) => show({ tab: key === 'children' ? undefined : (key as View['tab']) })}
        items={[
          {
            key: 'children',
            label: t('org:children-count', { count: unit.children }),
            children: (
              <Children
                id={id}
                asOf={asOf}
                onOpen={open}
                onCreate={offered.includes('create') ? () => show({ act: 'create' }) : undefined}
              />
            ),
          },
          ...(may('person.read')
            ? [
                {
                  key: 'posts',
                  label: t('person:tab-posts'),
                  children: <UnitPosts unit={id} on={asOf.on} />,
                },
              ]
            : []),
          {
            key: 'history',
            label: t('org:history'),
            children: <Timeline id={id} onOpen={open} onDay={(on) => show({ on })} />,
          },
          ...(may('record.read')
            ? [
                {
                  key: 'record',
                  label: t('org:record'),
                  children: <History subject={`org:${id}`} />,
                },
              ]
            : []),
        ]}
      />
      {Drawer && (
        <Drawer
          key={id}
          unit={unit}
          onClose={(other) =>
            show({ act: undefined, task: undefined, ...(other ? { unit: other } : {}) })
          }
        />
      )}
    </>
  );
}

/** What one may do with a unit; nothing on a past day, nor with a closed one. */
function useOffered(unit: UnitNode | undefined, asOf: AsOf): Act[] {
  const manages = useReach('org.manage');
  if (!unit || asOf.on || unit.closedOn || !manages(unit.path)) return [];
  const above = pathAbove(unit);
  return above !== undefined && manages(above)
    ? ['create', 'change', 'move', 'merge', 'split', 'close', 'import']
    : ['create', 'change', 'import'];
}

interface ChainProps {
  readonly unit: UnitNode;
  readonly above: readonly { id: string; name: string }[];
  readonly past: boolean;
  readonly onOpen: (id: string) => void;
}

/** The names above a unit; those one may see open. */
function Chain({ unit, above, past, onOpen }: ChainProps) {
  const t = useT();
  const sees = useReach('org.read');
  const labels = unit.path.split('.');
  return (
    <nav className="org-chain" aria-label={t('org:chain')}>
      {above.length === 0 && <span>{t('org:topmost')}</span>}
      {above.map(({ id, name }, i) => (
        <span key={id}>
          {i > 0 && <span aria-hidden> / </span>}
          {past || sees(labels.slice(0, i + 1).join('.')) ? (
            <button type="button" className="link" onClick={() => onOpen(id)}>
              {name}
            </button>
          ) : (
            name
          )}
        </span>
      ))}
    </nav>
  );
}

function Facts({ unit }: { unit: UnitNode }) {
  const t = useT();
  const facts = [
    ['org:short', unit.shortName],
    ['org:code', unit.code],
    ['org:kind', t(`org:kind-${unit.kind}`)],
    ['org:class', unit.class],
    ['org:units', unit.units],
    ['org:as-since', unit.since],
    ...(isClosed(unit) ? [['org:closed-on', unit.closedOn] as const] : []),
  ] as const;
  return (
    <dl className="org-facts">
      {facts.map(([key, value]) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd className="tabular">{value ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
}
