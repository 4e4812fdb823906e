import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { benefitTexts } from '../../contract/problem/benefit.ts';
import type { Decision, SessionWhole } from '../../contract/study/schemas.ts';
import { NeedLinks } from '../need/NeedLinks.tsx';
import { PeopleSelect, type Somebody } from '../person/PeopleSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';
import { ReasonButton } from './WithdrawButton.tsx';

/** Decisions taken in a session: what, who, by when, and what became of each. */
export function Decisions({ session: s }: { session: SessionWhole }) {
  const t = useT();
  const [editing, setEditing] = useState<Decision | 'new'>();
  const may = s.abilities.change.ok;
  const close = () => setEditing(undefined);
  return (
    <>
      <h2>{t('study:decisions')}</h2>
      <ul className="study-rows">
        {s.taken.map((d) =>
          editing === d ? (
            <li key={d.id}>
              <DecisionForm session={s} now={d} onClose={close} />
            </li>
          ) : (
            <Row key={d.id} decision={d} onEdit={() => setEditing(d)} />
          ),
        )}
        {s.taken.length === 0 && <li className="dim">{t('study:decisions-none')}</li>}
      </ul>
      {may && editing === undefined && (
        <Button size="small" onClick={() => setEditing('new')}>
          {t('study:decide')}
        </Button>
      )}
      {editing === 'new' && <DecisionForm session={s} onClose={close} />}
    </>
  );
}

function Row({ decision: d, onEdit }: { decision: Decision; onEdit: () => void }) {
  const t = useT();
  const settle = (to: 'done' | 'withdrawn') => (result: string, benefited: number | null) =>
    call('study.settle-decision', {
      params: { id: d.id },
      body: { to, result, benefited, version: d.version },
    });
  const benefit = benefitTexts(t, d).join(' · ');
  const many = t('problem:benefited-count');
  const expects = d.expected !== null && t('problem:expects', { count: d.expected });
  const { change, settle: done } = d.abilities;
  const owner = d.owner?.name ?? d.ownerName;
  return (
    <li className={d.state === 'withdrawn' ? 'stale' : ''}>
      <span className="grow">
        {d.text}
        <span className="dim">
          {' '}
          {[owner, d.due && t('study:due-by', { day: d.due })].filter(Boolean).join(' · ')}
        </span>
        {benefit && <div className="dim">{t('study:benefit', { benefit })}</div>}
        {d.state !== 'withdrawn' && <NeedLinks plan={`decision:${d.id}`} />}
        {d.result && <div className="dim">{t('study:result', { result: d.result })}</div>}
        {(change.ok || done.ok) && (
          <span className="study-acts">
            {change.ok && (
              <Button size="small" onClick={onEdit}>
                {t('study:change')}
              </Button>
            )}
            {done.ok && (
              <ReasonButton
                quiet
                label={t('study:settle')}
                ask={t('study:settle-what')}
                count={
                  benefit
                    ? { label: many, hint: [many, expects].filter(Boolean).join(' · ') }
                    : undefined
                }
                said={t('study:saved')}
                run={settle('done')}
              />
            )}
            {change.ok && (
              <ReasonButton
                label={t('study:decision-withdraw')}
                said={t('study:withdrawn-now')}
                run={settle('withdrawn')}
              />
            )}
          </span>
        )}
      </span>
      <State
        kind={
          d.state === 'done'
            ? 'done'
            : d.state === 'withdrawn'
              ? 'later'
              : d.late
                ? 'overdue'
                : 'open'
        }
      >
        {t(d.late ? 'study:decision-late' : `study:decision-${d.state}`)}
      </State>
    </li>
  );
}

interface Fields {
  readonly text: string;
  readonly owner?: Somebody[];
  readonly due?: string;
  readonly beneficiaries?: string;
  readonly expected?: number | null;
}

function DecisionForm({
  session,
  now,
  onClose,
}: {
  session: SessionWhole;
  now?: Decision;
  onClose: () => void;
}) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: (f: Fields) => {
      const owner = f.owner?.[0];
      const body = {
        text: f.text,
        ownerId: owner && 'id' in owner ? owner.id : null,
        ownerName: owner && !('id' in owner) ? owner.name : null,
        due: f.due ?? null,
        beneficiaries: f.beneficiaries?.trim() || null,
        expected: f.expected ?? null,
      };
      return now
        ? call('study.change-decision', {
            params: { id: now.id },
            body: { ...body, version: now.version },
          })
        : call('study.decide', { params: { id: session.id }, body });
    },
    onSuccess: async () => {
      await reread();
      void message.success(t('study:saved'));
      onClose();
    },
  });
  const known = now?.owner ?? (now?.ownerName ? { name: now.ownerName } : undefined);
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      className="study-inline"
      initialValues={
        now
          ? {
              text: now.text,
              due: now.due ?? undefined,
              owner: known ? [known] : [],
              beneficiaries: now.beneficiaries ?? undefined,
              expected: now.expected,
            }
          : {}
      }
      onFinish={(f) => save.mutate(f)}
    >
      <UnsavedFields />
      <Refusal error={save.error} />
      <Form.Item
        name="text"
        label={t('study:decision-text')}
        rules={[{ required: true, min: 4, whitespace: true, message: t('study:need-words') }]}
      >
        <Input.TextArea autoFocus autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} />
      </Form.Item>
      <div className="study-two">
        <Form.Item name="owner" label={t('study:owner')}>
          <PeopleSelect single under={session.unit.id} />
        </Form.Item>
        <Form.Item name="due" label={t('study:due')}>
          <DayInput clearable />
        </Form.Item>
      </div>
      <div className="study-benefit">
        <Form.Item name="beneficiaries" label={t('problem:beneficiaries')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="expected" label={t('problem:expected')}>
          <InputNumber controls={false} min={0} precision={0} />
        </Form.Item>
      </div>
      <div className="drawer-foot">
        <Button size="small" onClick={onClose}>
          {t('web.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={save.isPending}>
          {t('study:save')}
        </Button>
      </div>
    </Form>
  );
}
