import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import './notice.css';

/** Milliseconds between looks while the page is open. */
const EVERY = 60_000;
const PAGE: string = '/notices';

/** How many notices are unread; leads to them. For the top bar. */
export function Bell() {
  const t = useT();
  const { data } = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: () => call('notice.unread', {}),
    refetchInterval: EVERY,
    refetchOnWindowFocus: true,
  });
  const unread = data?.unread ?? 0;
  return (
    <Link
      to={PAGE}
      className="bell"
      aria-label={unread ? t('notice:bell-unread', { count: unread }) : t('notice:room')}
      title={t('notice:room')}
    >
      <Badge count={unread} overflowCount={99} size="small">
        <BellOutlined aria-hidden style={{ fontSize: 16 }} />
      </Badge>
    </Link>
  );
}
