import { AppstoreOutlined, HomeOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useT } from './language.tsx';
import { MePanel } from './MePanel.tsx';
import { RoomLinks } from './RoomLinks.tsx';

/** On a phone the rail is a bar under the thumb: today, search, all rooms, oneself. */
export function Foot({ onFind }: { onFind: () => void }) {
  const t = useT();
  const [open, setOpen] = useState<'rooms' | 'me'>();
  const close = () => setOpen(undefined);
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
      <Drawer
        open={open !== undefined}
        onClose={close}
        placement="bottom"
        size="auto"
        title={t(open === 'me' ? 'web.me' : 'web.rooms')}
        closable={{ 'aria-label': t('web.close') }}
      >
        {open === 'me' ? <MePanel onGo={close} /> : <RoomLinks onGo={close} />}
      </Drawer>
    </>
  );
}
