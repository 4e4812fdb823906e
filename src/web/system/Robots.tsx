import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Form, Input, Popconfirm, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type Robot, type RobotKind, robotKinds } from '../../contract/system/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

const queryKey = ['system', 'robots'];

/** Group robots by unit: each tells what concerns its unit and those under it. */
export function Robots() {
  const t = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [edited, setEdited] = useState<Robot | 'new'>();
  const found = useQuery({ queryKey, queryFn: () => call('system.robots', {}) });
  const refresh = () => client.invalidateQueries({ queryKey });
  const close = useMutation({
    mutationFn: (r: Robot) =>
      call('system.close-robot', { params: { id: r.id }, body: { version: r.version } }),
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: (r: Robot) =>
      call('system.test-robot', { params: { id: r.id }, body: { version: r.version } }),
    onSuccess: () => void message.success(t('system:test-sent')),
  });
  return (
    <section aria-labelledby="robots">
      <div className="settings-head">
        <h2 id="robots">{t('system:robots')}</h2>
        <Button onClick={() => setEdited('new')}>{t('system:robot-add')}</Button>
      </div>
      <p className="dim">{t('system:robots-what')}</p>
      <Refusal error={found.error ?? close.error ?? test.error} />
      <Table<Robot>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data ?? []}
        pagination={false}
        scroll={{ x: 700 }}
        locale={{
          emptyText: <Empty image={null} description={t('system:robots-none')} />,
        }}
        columns={[
          { title: t('system:robot-unit'), dataIndex: 'orgName' },
          {
            title: t('system:robot-kind'),
            width: 110,
            render: (_, r) => t(`system:robot-${r.kind}`),
          },
          { title: t('system:robot-name'), dataIndex: 'name' },
          { title: t('system:robot-at'), dataIndex: 'host' },
          {
            title: <Unseen>{t('system:actions')}</Unseen>,
            width: 230,
            render: (_, r) => (
              <>
                <Button
                  size="small"
                  type="link"
                  loading={test.isPending && test.variables.id === r.id}
                  onClick={() => test.mutate(r)}
                >
                  {t('system:test-robot')}
                </Button>
                <Button size="small" type="link" onClick={() => setEdited(r)}>
                  {t('system:robot-change')}
                </Button>
                <Popconfirm
                  title={t('system:robot-close-what')}
                  okText={t('system:robot-close')}
                  onConfirm={() => close.mutate(r)}
                >
                  <Button size="small" type="link">
                    {t('system:robot-close')}
                  </Button>
                </Popconfirm>
              </>
            ),
          },
        ]}
      />
      {edited && (
        <WritingDrawer
          title={t(edited === 'new' ? 'system:robot-add' : 'system:robot-change')}
          open
          onClose={() => setEdited(undefined)}
          size={440}
        >
          <RobotForm
            robot={edited === 'new' ? undefined : edited}
            onSaved={() => {
              setEdited(undefined);
              void refresh();
            }}
          />
        </WritingDrawer>
      )}
    </section>
  );
}

interface Fields {
  readonly orgId: string;
  readonly kind: RobotKind;
  readonly name: string;
  readonly address?: string;
  readonly secret?: string;
}

function RobotForm({ robot, onSaved }: { robot: Robot | undefined; onSaved: () => void }) {
  const t = useT();
  const save = useMutation({
    mutationFn: async ({ orgId, kind, name, address, secret }: Fields) => {
      const more = { ...(address ? { address } : {}), ...(secret ? { secret } : {}) };
      return robot
        ? call('system.change-robot', {
            params: { id: robot.id },
            body: { version: robot.version, name, ...more },
          })
        : call('system.add-robot', {
            body: { orgId, kind, name, ...more, address: address ?? '' },
          });
    },
    onSuccess: onSaved,
  });
  const needed = [{ required: true, message: t('server.field-missing') }];
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={robot ?? { kind: 'wecom' }}
      onFinish={(v) => save.mutate(v)}
    >
      {!robot && (
        <>
          <Form.Item
            label={t('system:robot-unit')}
            name="orgId"
            rules={needed}
            getValueFromEvent={(unit: { id: string }) => unit.id}
          >
            <UnitPicker permission="settings.manage" />
          </Form.Item>
          <Form.Item label={t('system:robot-kind')} name="kind">
            <Select
              options={robotKinds.map((value) => ({ value, label: t(`system:robot-${value}`) }))}
            />
          </Form.Item>
        </>
      )}
      <Form.Item label={t('system:robot-name')} name="name" rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        label={t('system:robot-address')}
        name="address"
        rules={robot ? [] : needed}
        extra={robot ? t('system:robot-keep') : t('system:robot-address-what')}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        label={t('system:robot-secret')}
        name="secret"
        extra={t('system:robot-secret-what')}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Refusal error={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('system:save')}
      </Button>
    </Form>
  );
}
