import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../contract/client.ts';
import { languages } from '../../contract/messages/translator.ts';
import { TenureList } from '../person/TenureList.tsx';
import { today } from '../shell/day.ts';
import { useLanguage, useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal, useMe, Waiting } from '../shell/parts.tsx';
import './identity.css';
import { PasswordForm } from './PasswordForm.tsx';
import { SecondStepPanel } from './SecondStepPanel.tsx';
import { Sessions } from './Sessions.tsx';
import { Tokens } from './Tokens.tsx';

const accountKey = ['identity', 'account'];
/** One's own posts and rights; not a typed route. */
const MINE: string = '/mine';
/** Name of a language in itself. */
const own = { 'zh-CN': '中文', en: 'English' } as const;

/** One's own account: rights, password, second step, sessions, tokens, language. */
export default function Account() {
  const { t, lang, setLang } = useLanguage();
  const me = useMe();
  const client = useQueryClient();
  const found = useQuery({ queryKey: accountKey, queryFn: () => call('identity.account', {}) });
  const changed = () => client.invalidateQueries({ queryKey: accountKey });
  if (found.isPending) return <Waiting label={t('web.loading')} />;
  const account = found.data;
  return (
    <div className="page account">
      <PageHead title={t('identity:account')} />
      <Refusal error={found.error} />
      <Part title={me?.name ?? ''}>
        <p>
          {t('web.login')} <strong>{account?.login}</strong>
        </p>
        {me?.grants.length === 0 && <p className="dim">{t('identity:no-grants')}</p>}
        <ul className="grants">
          {me?.grants.map((g) => (
            <li key={g.id}>
              {g.orgName} · {t(`identity:role-${g.role}`)}
              {g.until && (
                <span className="dim"> {t('identity:until', { time: localTime(g.until) })}</span>
              )}
            </li>
          ))}
        </ul>
      </Part>
      <Posts />
      {account && (
        <>
          <Part title={t('web.password')}>
            <PasswordForm account={account} onChanged={changed} />
          </Part>
          <Part title={t('identity:second-step')}>
            <SecondStepPanel account={account} onChanged={changed} />
          </Part>
          <Part title={t('identity:sessions')}>
            <Sessions sessions={account.sessions} onChanged={changed} />
          </Part>
          <Part title={t('identity:tokens')}>
            <Tokens tokens={account.tokens} onChanged={changed} />
          </Part>
        </>
      )}
      <Part title={t('identity:language')}>
        <Segmented
          aria-label={t('identity:language')}
          value={lang}
          options={languages.map((value) => ({
            value,
            label: <span lang={value}>{own[value]}</span>,
          }))}
          onChange={setLang}
        />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="account-part" aria-label={title}>
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}

/** Posts one holds; the way to those one held, and to lending rights. */
function Posts() {
  const t = useT();
  const { data } = useQuery({
    queryKey: ['person', 'mine'],
    queryFn: () => call('person.mine', {}),
  });
  if (!data) return null;
  const now = today();
  return (
    <Part title={t('person:posts')}>
      <TenureList tenures={data.tenures.filter((p) => !p.until || p.until > now)} />
      <Link to={MINE}>{t('person:mine')}</Link>
    </Part>
  );
}
