import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { PlaceRow } from '../../contract/voice/schemas.ts';
import { Qr } from '../identity/Qr.tsx';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingModal } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';
import { voiceView } from './view.ts';

const addressOf = (code: string): string => `${window.location.origin}/v/${code}`;
const nameOf = (p: PlaceRow): string => (p.name ? `${p.unit.name} · ${p.name}` : p.unit.name);

/** Codes that people scan: of units and of places, to be printed on a sheet. */
export function Places() {
  const t = useT();
  const may = useMay();
  const reread = useReread();
  const [view, setView] = useView(voiceView);
  const [chosen, setChosen] = useState<readonly React.Key[]>([]);
  const [printing, setPrinting] = useState(false);
  const found = useQuery({
    queryKey: ['voice', 'places', view.at],
    queryFn: () => call('voice.places', { query: view.at ? { under: view.at } : {} }),
  });
  const rows = (found.data?.rows ?? []).filter((p) => !p.closedOn);
  const close = useMutation({
    mutationFn: (p: PlaceRow) =>
      call('voice.close-place', { params: { id: p.id }, body: { version: p.version } }),
    onSuccess: reread,
  });
  return (
    <>
      <div className="page-bar">
        <span className="dim grow">{t('voice:places-what')}</span>
        <Button disabled={chosen.length === 0} onClick={() => setPrinting(true)}>
          {t('voice:places-print', { count: chosen.length })}
        </Button>
      </div>
      <Refusal error={found.error ?? close.error} />
      <Table<PlaceRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        rowSelection={{
          selectedRowKeys: [...chosen],
          onChange: setChosen,
          getCheckboxProps: (p) => ({ 'aria-label': nameOf(p) }),
          columnTitle: (box) => (
            <span>
              {box}
              <Unseen>{t('voice:places-all')}</Unseen>
            </span>
          ),
        }}
        locale={{ emptyText: <p className="empty">{t('voice:places-none')}</p> }}
        columns={[
          { title: t('voice:unit'), render: (_, p) => p.unit.name },
          {
            title: t('voice:place'),
            render: (_, p) => p.name ?? <span className="dim">{t('voice:place-unit')}</span>,
          },
          {
            title: t('voice:place-address'),
            responsive: ['md'],
            render: (_, p) => (
              <a href={addressOf(p.code)} target="_blank" rel="noreferrer">
                {addressOf(p.code)}
              </a>
            ),
          },
          {
            title: <Unseen>{t('voice:place-do')}</Unseen>,
            width: 90,
            render: (_, p) =>
              may('voice.triage') && (
                <Button
                  size="small"
                  type="text"
                  loading={close.isPending && close.variables.id === p.id}
                  onClick={() => close.mutate(p)}
                >
                  {t('voice:place-close')}
                </Button>
              ),
          },
        ]}
      />
      {view.act === 'place' && <PlaceForm onClose={() => setView({ act: undefined })} />}
      {printing && (
        <Sheet
          places={rows.filter((p) => chosen.includes(p.id))}
          onClose={() => setPrinting(false)}
        />
      )}
    </>
  );
}

function PlaceForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const reread = useReread();
  const [view] = useView(voiceView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const [unit, setUnit] = useState<string>();
  const unitId = unit ?? view.at ?? roots.data?.[0]?.id;
  const make = useMutation({
    mutationFn: (f: { name?: string }) =>
      call('voice.make-place', { body: { unitId: unitId!, name: f.name?.trim() || null } }),
    onSuccess: async () => {
      onClose();
      await reread();
    },
  });
  const [form] = Form.useForm<{ name?: string }>();
  return (
    <WritingModal
      open
      title={t('voice:place-make')}
      onClose={onClose}
      onOk={() => form.submit()}
      okText={t('voice:place-make')}
      cancelText={t('web.cancel')}
      okButtonProps={{ loading: make.isPending }}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(f) => make.mutate(f)}>
        <Refusal error={make.error} />
        <Form.Item label={t('voice:unit')}>
          <UnitPicker
            value={unitId}
            onChange={(u) => setUnit(u.id)}
            permission="voice.triage"
            label={t('voice:unit')}
          />
        </Form.Item>
        <Form.Item name="name" label={t('voice:place-name')} extra={t('voice:place-name-what')}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
    </WritingModal>
  );
}

/** A sheet of codes to be cut and put up, six on a page. */
function Sheet({ places, onClose }: { places: readonly PlaceRow[]; onClose: () => void }) {
  const t = useT();
  return (
    <Modal
      open
      width={720}
      title={t('voice:sheet')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={() => window.print()}>
          {t('voice:sheet-print')}
        </Button>
      }
    >
      <ul className="voice-sheet">
        {places.map((p) => (
          <li key={p.id}>
            <strong>{t('voice:sheet-title')}</strong>
            <Qr text={addressOf(p.code)} label={t('voice:sheet-code', { name: nameOf(p) })} />
            <span>{nameOf(p)}</span>
            <small>{t('voice:sheet-what')}</small>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
