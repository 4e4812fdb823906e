import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type Role, roles } from '../../contract/permissions.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** Which roles must sign in with a second step; for the whole organisation. */
export function SecondStepRule() {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Role[]>();
  const key = ['identity', 'settings'];
  const found = useQuery({ queryKey: key, queryFn: () => call('identity.settings', {}) });
  const save = useMutation({
    mutationFn: (secondStepRoles: Role[]) =>
      call('identity.set-settings', { body: { secondStepRoles, version: found.data!.version } }),
    onSuccess: (saved) => {
      client.setQueryData(key, saved);
      setOpen(false);
      void message.success(t('identity:saved'));
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
  const now = found.data?.secondStepRoles ?? [];
  const value = chosen ?? now;
  const body = (
    <div className="rule">
      <p className="dim">{t('identity:rule-what')}</p>
      <Refusal error={save.error} />
      <Checkbox.Group
        value={value}
        onChange={(v) => setChosen(v as Role[])}
        options={roles.map((role) => ({ value: role, label: t(`identity:role-${role}`) }))}
      />
      <div className="id-bar below">
        <Button
          type="primary"
          size="small"
          loading={save.isPending}
          onClick={() => save.mutate(value)}
        >
          {t('identity:save')}
        </Button>
      </div>
    </div>
  );
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setChosen(undefined);
      }}
      trigger="click"
      placement="bottomRight"
      title={t('identity:rule')}
      content={body}
    >
      <Button disabled={!found.data}>
        {t('identity:rule')}
        {now.length > 0 && ` (${now.length})`}
      </Button>
    </Popover>
  );
}
