import { Link, useRouterState } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { HELP, helpOf, keys } from './help.ts';
import { useT } from './language.tsx';
import { pageOf } from './rooms.tsx';

/** Help for the page on view (?): what it is for, the keys, and where to read on. */
export function HelpDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const page = pageOf(useRouterState({ select: (s) => s.location.pathname }));
  const { key, chapter } = helpOf(page);
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={380}
      title={t('web.help-of', { page: page ? t(page.title) : t('web.name') })}
      closable={{ 'aria-label': t('web.close') }}
    >
      {t(`web.help-${key}`)
        .split('\n')
        .map((line, k) => (
          <p key={k}>{line}</p>
        ))}
      <p>
        <Link to={HELP} search={{ chapter } as never} onClick={onClose}>
          {t('web.help-more')}
        </Link>
      </p>
      <h3>{t('web.keys-title')}</h3>
      <KeyList />
    </Drawer>
  );
}

export function KeyList() {
  const t = useT();
  return (
    <dl className="keys">
      {keys.map(([key, name]) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(`web.key-${name}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
