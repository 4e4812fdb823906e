import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { call } from '../../contract/client.ts';
import { languages } from '../../contract/messages/translator.ts';
import { useLanguage } from './language.tsx';
import { themes, useLook } from './look.tsx';
import { useMe } from './parts.tsx';
import { forget } from './recent.ts';
import { pageOf } from './rooms.tsx';

/** The page of one's own account; a room's address is no typed route. */
const ACCOUNT: string = '/account';
/** One's own posts and rights. */
const MINE: string = '/mine';
const IMPORTS: string = '/imports';
/** Name of a language in itself. */
const own = { 'zh-CN': '中文', en: 'English' } as const;

/** Oneself: account, language, look, and the way out. */
export function MePanel({ onGo }: { onGo: () => void }) {
  const { t, lang, setLang } = useLanguage();
  const look = useLook();
  const me = useMe();
  const client = useQueryClient();
  const router = useRouter();
  const leave = async () => {
    await call('identity.sign-out', {});
    client.clear();
    forget();
    router.history.push('/sign-in');
  };
  return (
    <section className="me-panel" aria-label={t('web.me')}>
      <div>
        <h2>{me?.name}</h2>
        <p className="dim">{me?.login}</p>
        {pageOf(ACCOUNT) && (
          <Link to={ACCOUNT} onClick={onGo}>
            {t('web.account')}
          </Link>
        )}
        <p>
          <Link to={MINE} onClick={onGo}>
            {t('person:mine')}
          </Link>
        </p>
        <p>
          <Link to={IMPORTS} onClick={onGo}>
            {t('task:room')}
          </Link>
        </p>
      </div>
      <div>
        <h3 id="me-theme">{t('web.theme')}</h3>
        <Segmented
          aria-labelledby="me-theme"
          value={look.theme}
          options={themes.map((value) => ({ value, label: t(`web.theme-${value}`) }))}
          onChange={look.setTheme}
        />
      </div>
      <div>
        <h3 id="me-size">{t('web.size')}</h3>
        <Segmented
          aria-labelledby="me-size"
          value={look.large}
          options={[
            { value: false, label: t('web.size-ordinary') },
            { value: true, label: t('web.size-large') },
          ]}
          onChange={look.setLarge}
        />
      </div>
      <div>
        <h3 id="me-language">{t('web.language')}</h3>
        <Segmented
          aria-labelledby="me-language"
          value={lang}
          options={languages.map((value) => ({
            value,
            label: <span lang={value}>{own[value]}</span>,
          }))}
          onChange={setLang}
        />
      </div>
      <div>
        <Button onClick={() => void leave()}>{t('web.sign-out')}</Button>
      </div>
    </section>
  );
}
