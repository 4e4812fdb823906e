import { LogoutOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useNavigate } from '@tanstack/react-router';
import { Button, Spin } from 'antd';
import { Suspense } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { useLanguage } from './language.tsx';
import { pages } from './rooms.tsx';

/** Left rail, top bar and the page of whoever is signed in. */
export function Frame() {
  const { t, lang, setLang } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery({ queryKey: ['me'], queryFn: () => call('identity.me', {}) });
  if (me.isPending) return <Spin className="page-wait" aria-label={t('web.loading')} />;
  if (me.error instanceof ApiError && me.error.status === 401) return <Navigate to="/sign-in" />;
  if (me.error) return <p className="page-wait">{t('web.unreachable')}</p>;
  const leave = async () => {
    await call('identity.sign-out', {});
    client.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('web.skip')}
      </a>
      <nav className="rail" aria-label={t('web.rooms')}>
        <span className="mark">{t('web.name')}</span>
        {pages
          .filter(({ needs }) => needs.some((p) => me.data.permissions.includes(p)))
          .map(({ path, title, icon: Icon }) =>
            Icon ? (
              <Link key={path} to={path} activeOptions={{ exact: true, includeSearch: false }}>
                <Icon aria-hidden /> <span>{t(title)}</span>
              </Link>
            ) : null,
          )}
        <div className="rail-foot">
          <span className="who">{me.data.name}</span>
          <Button size="small" type="text" onClick={() => setLang(lang === 'en' ? 'zh-CN' : 'en')}>
            {lang === 'en' ? '中文' : 'English'}
          </Button>
          <Button
            size="small"
            type="text"
            icon={<LogoutOutlined aria-hidden />}
            aria-label={t('web.sign-out')}
            title={t('web.sign-out')}
            onClick={() => void leave()}
          />
        </div>
      </nav>
      <main id="main" className="room">
        <Suspense fallback={<Spin className="page-wait" />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
