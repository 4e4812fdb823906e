import { HomeOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useT } from './language.tsx';
import { useMe } from './parts.tsx';
import { type RoomPage, roomsFor } from './rooms.tsx';

interface Props {
  readonly folded?: boolean;
  readonly onGo?: () => void;
}

/** The rooms one has a duty in, as links; those of the administrator below the others. */
export function RoomLinks(props: Props) {
  const t = useT();
  const me = useMe();
  const offered = roomsFor(me);
  const administration = offered.filter((p) => p.administration);
  return (
    <>
      <Links {...props} pages={offered.filter((p) => !p.administration)} />
      {administration.length > 0 && (
        <section className="rooms-administration" aria-label={t('web.rooms-administration')}>
          {!props.folded && <h2 className="rooms-heading">{t('web.rooms-administration')}</h2>}
          <Links {...props} pages={administration} />
        </section>
      )}
    </>
  );
}

function Links({ pages, folded, onGo }: Props & { pages: readonly RoomPage[] }) {
  const t = useT();
  return (
    <ul className="rooms">
      {pages.map(({ path, title, icon }) => {
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
