import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Skeleton } from 'antd';
import { address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { Entry } from '../../contract/record/operations.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { localTime, Refusal } from '../shell/parts.tsx';
import { fieldsOf, fieldText, shownValue } from './fields.ts';
import type { ChangeView, RecordView } from './view.ts';
import { actorText, actText, subjectText } from './words.ts';

/** One entry: what is so after it, what it changed, and what proves it. J and K go on. */
export function EntryDrawer({
  view,
  change,
  ids,
}: {
  readonly view: RecordView;
  readonly change: ChangeView;
  readonly ids: readonly string[];
}) {
  const t = useT();
  const id = view.entry;
  const found = useQuery({
    queryKey: ['record', 'entry', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => call('record.entry', { params: { id: id! } }, { signal }),
  });
  const step = (by: number): void => {
    const next = ids[ids.indexOf(id ?? '') + by];
    if (next) change({ entry: next });
  };
  const data = found.data;
  return (
    <Drawer
      open={id !== undefined}
      size={560}
      title={data ? actText(t, data.entry.act) : t('record:entry')}
      onClose={() => change({ entry: undefined })}
      onKeyDown={(event) => {
        if (event.key === 'j') step(1);
        if (event.key === 'k') step(-1);
      }}
    >
      <Refusal error={found.error} />
      {id !== undefined && found.isPending && <Skeleton active />}
      {data && (
        <>
          <Facts entry={data.entry} change={change} />
          <Content entry={data.entry} before={data.before} names={data.names} />
          <Proof entry={data.entry} proof={data.proof} />
        </>
      )}
    </Drawer>
  );
}

function Facts({ entry, change }: { readonly entry: Entry; readonly change: ChangeView }) {
  const t = useT();
  const person = /^person:(.+)$/.exec(entry.actor)?.[1];
  const only = (fields: Partial<RecordView>) => () => change({ entry: undefined, ...fields });
  return (
    <dl className="facts">
      <dt>{t('record:col-at')}</dt>
      <dd>{localTime(entry.at)}</dd>
      <dt>{t('record:col-actor')}</dt>
      <dd>
        {person ? (
          <button type="button" className="link" onClick={only({ person })}>
            {actorText(t, entry)}
          </button>
        ) : (
          actorText(t, entry)
        )}
      </dd>
      <dt>{t('record:col-unit')}</dt>
      <dd>
        <button type="button" className="link" onClick={only({ under: entry.orgId })}>
          {entry.orgName ?? entry.orgId}
        </button>
      </dd>
      <dt>{t('record:col-subject')}</dt>
      <dd>
        <button type="button" className="link" onClick={only({ subject: entry.subject })}>
          {subjectText(t, entry)}
        </button>
      </dd>
    </dl>
  );
}

function Content({
  entry,
  before,
  names,
}: {
  readonly entry: Entry;
  readonly before: Entry | null;
  readonly names: Readonly<Record<string, string>>;
}) {
  const t = useT();
  if (entry.content === null) return <p className="dim">{t('record:erased')}</p>;
  // An entry about other things (an appointment after the making of its post) shows no change.
  const alike = Object.keys(entry.content).some((key) => before?.content && key in before.content);
  const old = alike ? new Map(fieldsOf(before!.content!)) : undefined;
  const now = new Map(fieldsOf(entry.content));
  // An entry of another act tells other things: what it does not name has not gone.
  const gone = before?.act === entry.act ? [...(old?.keys() ?? [])].filter((p) => !now.has(p)) : [];
  const rows = [...now.keys(), ...gone].map((path) => ({
    path,
    value: now.get(path),
    was: old?.get(path),
  }));
  const changed = old === undefined ? [] : rows.filter((r) => r.value !== r.was);
  const rest = rows.filter((r) => !changed.includes(r));
  const shown = (path: string, value: string | undefined): string =>
    shownValue(t, { act: entry.act, path, value, names });
  return (
    <>
      {changed.length > 0 && (
        <section>
          <h2>{t('record:changed')}</h2>
          <table className="record-changes">
            <thead>
              <tr>
                <th scope="col">{t('record:field')}</th>
                <th scope="col">{t('record:was')}</th>
                <th scope="col">{t('record:is')}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map(({ path, value, was }) => (
                <tr key={path}>
                  <th scope="row">{fieldText(t, path, entry.act)}</th>
                  <td className="dim">{shown(path, was)}</td>
                  <td>{shown(path, value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rest.length > 0 && (
        <section>
          <h2>{t(changed.length > 0 ? 'record:unchanged' : 'record:content')}</h2>
          <dl className="facts">
            {rest.map(({ path, value }) => (
              <div key={path}>
                <dt>{fieldText(t, path, entry.act)}</dt>
                <dd>{shown(path, value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <details className="record-tree">
        <summary>{t('record:as-written')}</summary>
        <pre className="record-json">{JSON.stringify(entry.content, undefined, 2)}</pre>
      </details>
    </>
  );
}

function Proof({
  entry,
  proof,
}: {
  readonly entry: Entry;
  readonly proof: {
    position: number;
    size: number;
    sealedAt: string | null;
    witnesses: { name: string; size: number }[];
  } | null;
}) {
  const t = useT();
  if (!proof)
    return (
      <section>
        <h2>{t('record:proof')}</h2>
        <p className="dim">{t('record:waiting-about')}</p>
      </section>
    );
  const one = address(operations['record.dossier'], { params: { id: entry.id } });
  const all = address(operations['record.subject-dossier'], { query: { subject: entry.subject } });
  return (
    <section>
      <h2>{t('record:proof')}</h2>
      <p>
        {t('record:proof-place', { position: proof.position, size: proof.size })}
        {proof.sealedAt ? ` ${localTime(proof.sealedAt)}` : ''}
      </p>
      <p>
        {proof.witnesses.length > 0
          ? t('record:proof-witnesses', {
              names: listed(
                t,
                proof.witnesses.map((w) => w.name),
              ),
            })
          : t('record:proof-unwitnessed')}
      </p>
      <div className="record-bar">
        <Button type="primary" href={one} download>
          {t('record:get-dossier')}
        </Button>
        <Button href={all} download>
          {t('record:get-subject-dossier')}
        </Button>
      </div>
    </section>
  );
}
