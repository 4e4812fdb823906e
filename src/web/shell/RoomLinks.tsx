import { HomeOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useT } from './language.tsx';
import { useMe } from './parts.tsx';
import { roomsFor } from './rooms.tsx';

/** The rooms one has a duty in, as links. */
export function RoomLinks({ folded = false, onGo }: { folded?: boolean; onGo?: () => void }) {
  const t = useT();
  const me = useMe();
  return (
    <ul className="rooms">
      {roomsFor(me?.permissions ?? []).map(({ path, title, icon }) => {
        const Icon = icon ?? HomeOutlined;
        return (
          <li key={path}>
            <Link
              to={path}
              activeOptions={{ exact: true, includeSearch: false }}
              {...(folded ? { title: t(title) } : {})}
              {...(onGo ? { onClick: onGo } : {})}
            >
              <Icon aria-hidden /> <span>{t(title)}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
