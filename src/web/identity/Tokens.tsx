import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { OwnAccount } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Refusal, useMe } from '../shell/parts.tsx';
import { WritingModal } from '../shell/WritingDrawer.tsx';
import { CopyButton } from './Copy.tsx';

type Token = OwnAccount['tokens'][number];

interface Fields {
  readonly name: string;
  readonly permissions?: string[];
  readonly readOnly: boolean;
  readonly days: number;
}

/** API tokens one has made: what each may do, until when, and when it was last used. */
export function Tokens({ tokens, onChanged }: { tokens: readonly Token[]; onChanged: () => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) => call('identity.revoke-token', { params: { id } }),
    onSuccess: onChanged,
  });
  const what = (token: Token): string =>
    [
      token.readOnly ? t('identity:only-read') : t('identity:read-write'),
      token.permissions
        ? listed(
            t,
            token.permissions.map((p) => t(`permission:may-${p}`)),
          )
        : t('identity:all-permissions'),
    ].join(' · ');
  return (
    <>
      <p className="dim">{t('identity:tokens-what')}</p>
      <Refusal error={revoke.error} />
      {tokens.length > 0 && (
        <Table<Token>
          size="small"
          rowKey="id"
          dataSource={[...tokens]}
          pagination={false}
          scroll={{ x: 640 }}
          columns={[
            { title: t('identity:token-name'), dataIndex: 'name' },
            { title: t('identity:token-may'), render: (_, token) => what(token) },
            {
              title: t('identity:token-until'),
              width: 130,
              render: (_, token) =>
                token.expired ? t('identity:token-expired') : token.expiresAt.slice(0, 10),
            },
            {
              title: t('identity:token-used'),
              width: 110,
              render: (_, token) => token.lastUsedOn ?? t('identity:never'),
            },
            {
              title: t('identity:action'),
              width: 90,
              render: (_, token) => (
                <Button
                  size="small"
                  loading={revoke.isPending && revoke.variables === token.id}
                  onClick={() => revoke.mutate(token.id)}
                >
                  {t('identity:revoke')}
                </Button>
              ),
            },
          ]}
        />
      )}
      <div className="id-bar below">
        <Button size="small" onClick={() => setOpen(true)}>
          {t('identity:new-token')}
        </Button>
      </div>
      {open && <NewToken onClose={() => setOpen(false)} onMade={onChanged} />}
    </>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const t = useT();
  const me = useMe();
  const make = useMutation({
    mutationFn: ({ permissions, ...rest }: Fields) =>
      call('identity.create-token', {
        body: { ...rest, permissions: permissions?.length ? permissions : null },
      }),
    onSuccess: onMade,
  });
  return (
    <WritingModal
      open
      title={t('identity:new-token')}
      footer={null}
      // What was made is shown once: a click beside it does not close it.
      {...(make.data ? { unsaved: false, mask: { closable: false } } : {})}
      onClose={onClose}
    >
      {make.data ? (
        <>
          <Alert type="warning" showIcon title={t('identity:token-once')} />
          <p className="hash secret">{make.data.token}</p>
          <p className="dim">Authorization: Bearer …</p>
          <div className="id-bar">
            <CopyButton text={make.data.token} label={t('identity:copy')} />
            <Button type="primary" onClick={onClose}>
              {t('identity:kept')}
            </Button>
          </div>
        </>
      ) : (
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          initialValues={{ readOnly: true, days: 90 }}
          onFinish={(fields) => {
            if (!make.isPending) make.mutate(fields);
          }}
        >
          <Refusal error={make.error} />
          <Form.Item
            label={t('identity:token-name')}
            name="name"
            extra={t('identity:token-name-what')}
            rules={[{ required: true, message: t('identity:need-token-name') }]}
          >
            <Input maxLength={60} autoFocus />
          </Form.Item>
          <Form.Item name="readOnly" valuePropName="checked">
            <Checkbox>{t('identity:only-read')}</Checkbox>
          </Form.Item>
          <Form.Item
            label={t('identity:token-may')}
            name="permissions"
            extra={t('identity:token-may-what')}
          >
            <Select
              mode="multiple"
              allowClear
              placeholder={t('identity:all-permissions')}
              options={(me?.permissions ?? []).map((value) => ({
                value,
                label: t(`permission:may-${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item label={t('identity:token-days')} name="days">
            <Select
              options={[30, 90, 180, 366].map((days) => ({
                value: days,
                label: t('identity:days', { days }),
              }))}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" aria-busy={make.isPending}>
            {t('identity:make')}
          </Button>
        </Form>
      )}
    </WritingModal>
  );
}
