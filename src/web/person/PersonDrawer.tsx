import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { Person } from '../../contract/person/schemas.ts';
import { History } from '../record/History.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State, Waiting } from '../shell/parts.tsx';
import { GrantList } from './GrantList.tsx';
import { ChangeDrawer, GrantDrawer, LeaveDrawer, MoveDrawer } from './PersonForms.tsx';
import { FormDrawer } from './parts.tsx';
import { TenureList } from './TenureList.tsx';

type Act = 'change' | 'move' | 'leave' | 'grant' | 'erase';

/** One person: where they are, posts, rights, account, what happened. */
export function PersonDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const [act, setAct] = useState<Act>();
  const found = useQuery({
    queryKey: ['person', 'one', id],
    queryFn: () => call('person.get', { params: { id } }),
  });
  const close = () => setAct(undefined);
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  return (
    <Drawer open size={620} title={found.data?.person.name ?? t('person:person')} onClose={onClose}>
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('person:not-here')}</p> : <Refusal error={found.error} />}
      {found.data && (
        <>
          <Facts {...found.data} onAct={setAct} />
          <Section title={t('person:posts')}>
            <TenureList tenures={found.data.tenures} />
          </Section>
          <Section title={t('person:grants')}>
            <GrantList grants={found.data.grants} />
            {found.data.grants.length === 0 && <p className="dim">{t('person:no-grants')}</p>}
            {found.data.abilities.grant.ok && !found.data.person.leftOn && (
              <Button size="small" onClick={() => setAct('grant')}>
                {t('person:grant')}
              </Button>
            )}
          </Section>
          {found.data.lent.length > 0 && (
            <Section title={t('person:lent')}>
              <GrantList grants={found.data.lent} whose />
            </Section>
          )}
          <Section title={t('person:account')}>
            <p>
              {found.data.account
                ? t('person:account-of', {
                    login: found.data.account.login,
                    day: found.data.account.since.slice(0, 10),
                  })
                : t('person:account-none')}
            </p>
          </Section>
          <Section title={t('person:happened')}>
            <History subject={`person:${id}`} />
          </Section>
          {act === 'change' && <ChangeDrawer person={found.data.person} onClose={close} />}
          {act === 'move' && <MoveDrawer person={found.data.person} onClose={close} />}
          {act === 'leave' && <LeaveDrawer person={found.data.person} onClose={close} />}
          {act === 'grant' && <GrantDrawer person={found.data.person} onClose={close} />}
          {act === 'erase' && <EraseDrawer person={found.data.person} onClose={close} />}
        </>
      )}
    </Drawer>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="person-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

type Found = Awaited<ReturnType<typeof call<'person.get'>>>;

function Facts({ person, abilities, onAct }: Found & { onAct: (act: Act) => void }) {
  const t = useT();
  const gone = person.leftOn !== null && person.leftOn <= today();
  return (
    <>
      <dl className="person-facts">
        <dt>{t('person:own-unit')}</dt>
        <dd>{person.unit.name}</dd>
        <dt>{t('person:number')}</dt>
        <dd>{person.number ?? '—'}</dd>
        <dt>{t('person:mobile')}</dt>
        <dd>{person.mobile ?? '—'}</dd>
        <dt>{t('person:email')}</dt>
        <dd>{person.email ?? '—'}</dd>
        {person.leftOn && (
          <>
            <dt>{t('person:left-on')}</dt>
            <dd>
              {person.leftOn}{' '}
              {gone ? (
                <span className="dim">{t('person:gone')}</span>
              ) : (
                <State kind="soon">{t('person:leaving')}</State>
              )}
            </dd>
          </>
        )}
      </dl>
      {abilities.manage.ok && (
        <div className="page-bar">
          <Button size="small" onClick={() => onAct('change')}>
            {t('person:change')}
          </Button>
          <Button size="small" onClick={() => onAct('move')}>
            {t('person:move')}
          </Button>
          {person.leftOn ? (
            <Return person={person} />
          ) : (
            <Button size="small" onClick={() => onAct('leave')}>
              {t('person:leave')}
            </Button>
          )}
          <Button
            size="small"
            href={address(operations['person.export'], { params: { id: person.id } })}
          >
            {t('person:export')}
          </Button>
          {abilities.erase.ok && (
            <Button size="small" danger onClick={() => onAct('erase')}>
              {t('person:erase')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Return({ person }: { person: Person }) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = useMutation({
    mutationFn: () =>
      call('person.return', { params: { id: person.id }, body: { version: person.version } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person'] });
      void message.success(t('person:returned'));
    },
  });
  return (
    <>
      <Button size="small" loading={act.isPending} onClick={() => act.mutate()}>
        {t('person:return')}
      </Button>
      <Refusal error={act.error} />
    </>
  );
}

function EraseDrawer({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useT();
  return (
    <FormDrawer<{ reason: string }>
      title={t('person:erase')}
      submit={t('person:erase')}
      danger
      said={t('person:erased')}
      run={({ reason }) =>
        call('person.erase', {
          params: { id: person.id },
          body: { reason, version: person.version },
        })
      }
      onClose={onClose}
    >
      <p>{t('person:erase-what', { name: person.name })}</p>
      <Form.Item
        name="reason"
        label={t('person:erase-reason')}
        rules={[{ required: true, whitespace: true, message: t('person:need-reason') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}
