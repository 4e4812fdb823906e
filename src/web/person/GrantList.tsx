import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Grant } from '../../contract/person/schemas.ts';
import { dayOf } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Refusal, State, useMe } from '../shell/parts.tsx';
import { LendDrawer } from './PersonForms.tsx';
import { lastDayOf } from './parts.tsx';

/** Whether a right holds, in a word. */
export function GrantState({ grant }: { grant: Grant }) {
  const t = useT();
  if (grant.state === 'now') return <State kind="done">{t('person:state-now')}</State>;
  if (grant.state === 'later') return <State kind="later">{t('person:state-later')}</State>;
  return (
    <span className="dim">{t(grant.revokedAt ? 'person:state-revoked' : 'person:state-over')}</span>
  );
}

/** From when until when, the last day included. */
export function GrantSpan({ grant }: { grant: Grant }) {
  const t = useT();
  return (
    <span className="tabular">
      {dayOf(grant.since)} – {grant.until ? lastDayOf(grant.until) : t('person:no-end')}
    </span>
  );
}

/** Who gave a right, or lent it. */
export function GrantSource({ grant }: { grant: Grant }) {
  const t = useT();
  return (
    <>
      {grant.lentBy
        ? t('person:lent-from', { name: grant.lentBy.name })
        : t('person:given-from', { name: grant.by ?? t('person:by-setup') })}
    </>
  );
}

/** What may be done about a right: lend it, take it back. */
export function GrantActs({ grant }: { grant: Grant }) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [lending, setLending] = useState(false);
  const own = useMe()?.id === grant.person.id;
  const revoke = useMutation({
    mutationFn: () => call('person.revoke', { params: { id: grant.id }, body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person'] });
      void message.success(t('person:revoked'));
    },
  });
  const which = `${grant.person.name} ${t(`identity:role-${grant.role}`)}`;
  return (
    <>
      {grant.abilities.lend.ok && (
        <Button
          size="small"
          aria-label={about(t, t('person:lend'), which)}
          onClick={() => setLending(true)}
        >
          {t('person:lend')}
        </Button>
      )}{' '}
      {grant.abilities.revoke.ok && own && (
        // The one act here that its doer cannot take back.
        <Popconfirm
          title={t('person:put-down-what')}
          okText={t('person:put-down')}
          cancelText={t('person:cancel')}
          onConfirm={() => revoke.mutate()}
        >
          <Button
            size="small"
            aria-label={about(t, t('person:put-down'), which)}
            loading={revoke.isPending}
          >
            {t('person:put-down')}
          </Button>
        </Popconfirm>
      )}
      {grant.abilities.revoke.ok && !own && (
        <Button
          size="small"
          aria-label={about(t, t('person:revoke'), which)}
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t('person:revoke')}
        </Button>
      )}
      <Refusal error={revoke.error} />
      {lending && <LendDrawer grant={grant} onClose={() => setLending(false)} />}
    </>
  );
}

/** Rights as a list, in a drawer. */
export function GrantList({ grants, whose }: { grants: readonly Grant[]; whose?: boolean }) {
  const t = useT();
  return (
    <ul className="person-list">
      {grants.map((g) => (
        <li key={g.id} className={g.state === 'over' ? 'past' : ''}>
          <div>
            <strong>{whose ? g.person.name : t(`identity:role-${g.role}`)}</strong> {g.unit.name}{' '}
            <GrantState grant={g} />
            <div className="dim">
              <GrantSpan grant={g} /> · <GrantSource grant={g} />
              {g.reason && ` · ${g.reason}`}
            </div>
          </div>
          <div className="acts">
            <GrantActs grant={g} />
          </div>
        </li>
      ))}
    </ul>
  );
}
