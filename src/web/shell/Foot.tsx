import { AppstoreOutlined, HomeOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useT } from './language.tsx';

// Only phones open it.
const FootDrawer = lazy(async () => ({ default: (await import('./FootDrawer.tsx')).FootDrawer }));

/** On a phone the rail is a bar under the thumb: today, search, all rooms, oneself. */
export function Foot({ onFind }: { onFind: () => void }) {
  const t = useT();
  const [open, setOpen] = useState<'rooms' | 'me'>();
  return (
    <>
      <nav className="foot" aria-label={t('web.rooms-phone')}>
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
          <HomeOutlined aria-hidden />
          {t('web.room-today')}
        </Link>
        <button type="button" onClick={onFind}>
          <SearchOutlined aria-hidden />
          {t('web.find-short')}
        </button>
        <button type="button" aria-haspopup="dialog" onClick={() => setOpen('rooms')}>
          <AppstoreOutlined aria-hidden />
          {t('web.rooms')}
        </button>
        <button type="button" aria-haspopup="dialog" onClick={() => setOpen('me')}>
          <UserOutlined aria-hidden />
          {t('web.me')}
        </button>
      </nav>
      <Suspense>{open && <FootDrawer what={open} onClose={() => setOpen(undefined)} />}</Suspense>
    </>
  );
}
