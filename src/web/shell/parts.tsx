import { useQuery } from '@tanstack/react-query';
import { Alert, Spin } from 'antd';
import type { ReactNode } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { issuePlace, issueText } from '../../contract/messages/issue.ts';
import type { Permission } from '../../contract/permissions.ts';
import { useT } from './language.tsx';

/** Who is signed in; the frame has asked before any page is shown. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: () => call('identity.me', {}) }).data;
}

/** Whether something is worth offering. The server asks again, for the unit in question. */
export function useMay(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) =>
    permission === 'session' || (me?.permissions.includes(permission) ?? false);
}

/** What a refusal says, with every place it names. Nothing when there is none. */
export function Refusal({ error }: { error: unknown }) {
  const t = useT();
  if (!error) return null;
  const { code, issues } =
    error instanceof ApiError ? error : { code: 'failed', issues: [] as ApiError['issues'] };
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t(`server.error-${code}`)}
      description={
        issues.length > 0 && (
          <ul>
            {issues.slice(0, 50).map((issue, i) => (
              <li key={i}>
                {[issuePlace(issue, t), issueText(issue, t)]
                  .filter(Boolean)
                  .join(t('web.mark-colon'))}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}

/** A page's name and what one can do there. */
export function PageHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      <div className="grow" />
      {children}
    </header>
  );
}

/** 2026-03-05 14:30 in the reader's own time zone. */
export function localTime(iso: string): string {
  const d = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** Text for readers of the screen alone, such as the heading of a column of buttons. */
export function Unseen({ children }: { children: ReactNode }) {
  return <span className="unseen">{children}</span>;
}

/** A state in a word; its shape and colour come with it (UI.md «Tokens»). */
export function State({
  kind,
  children,
}: {
  kind: 'done' | 'open' | 'later' | 'soon' | 'overdue';
  children: string;
}) {
  return <span className={`state state-${kind}`}>{children}</span>;
}

/** A page that is on its way, said in words to readers of the screen. */
export function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      <Spin className="page-wait" />
    </div>
  );
}
