import { Drawer } from 'antd';
import { useT } from './language.tsx';
import { MePanel } from './MePanel.tsx';
import { RoomLinks } from './RoomLinks.tsx';

/** All rooms, or oneself, above the bar of a phone. */
export function FootDrawer({ what, onClose }: { what: 'rooms' | 'me'; onClose: () => void }) {
  const t = useT();
  return (
    <Drawer
      open
      onClose={onClose}
      placement="bottom"
      size="auto"
      title={t(what === 'me' ? 'web.me' : 'web.rooms')}
      closable={{ 'aria-label': t('web.close') }}
    >
      {what === 'me' ? <MePanel onGo={onClose} /> : <RoomLinks onGo={onClose} />}
    </Drawer>
  );
}
